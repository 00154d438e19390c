import Raster
import SlideIO

/// Counts what is done and tells the observer.
final class ProgressCounter: Sendable {
  private let state: Guarded<RunProgress>
  private let observer: any RunObserver

  init(tilesTotal: Int, observer: any RunObserver) {
    state = Guarded(
      RunProgress(
        megapixelsDone: 0, megapixelsBegun: 0, tilesDone: 0, tilesBegun: 0,
        tilesTotal: tilesTotal))
    self.observer = observer
  }

  /// Begins a slide.
  func begin(megapixels: Double, tiles: Int, pixelSize: PixelSize?) -> SlideProgress {
    let area = pixelSize.map { $0.xMicrons * $0.yMicrons }
    change {
      $0.megapixelsBegun += megapixels
      $0.tilesBegun += tiles
      if area == nil { $0.squareMillimetersDone = nil }
    }
    return SlideProgress(
      counter: self, megapixels: megapixels, tiles: tiles, squareMillimetersPerMegapixel: area)
  }

  /// A slide needs no measuring.
  func passOver(tiles: Int) {
    change {
      $0.tilesBegun += tiles
      $0.tilesDone += tiles
      $0.tilesPassedOver += tiles
    }
  }

  fileprivate func change(_ body: (inout RunProgress) -> Void) {
    let now = state.withLock { progress in
      body(&progress)
      return progress
    }
    observer.progressed(now)
  }
}

/// Counts what is done of one slide.
struct SlideProgress: Sendable {
  fileprivate let counter: ProgressCounter
  fileprivate let megapixels: Double
  fileprivate let tiles: Int
  /// A square of 1 µm times a million is 1 mm².
  fileprivate let squareMillimetersPerMegapixel: Double?

  /// A part was measured.
  func advance(megapixels: Double) {
    counter.change {
      $0.megapixelsDone += megapixels
      if let known = $0.squareMillimetersDone, let area = squareMillimetersPerMegapixel {
        $0.squareMillimetersDone = known + megapixels * area
      }
    }
  }

  /// A part needs no measuring, so that the time left is not judged by it.
  func skip(megapixels: Double) {
    guard megapixels > 0 else { return }
    counter.change { $0.megapixelsBegun -= megapixels }
  }

  /// The slide is done; of one that failed nothing is left to be measured.
  func finish(isMeasured: Bool) {
    counter.change {
      $0.tilesDone += tiles
      if !isMeasured { $0.megapixelsBegun -= megapixels }
    }
  }
}
