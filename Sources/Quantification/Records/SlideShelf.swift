import Foundation
import Raster

/// Results of slides that finish in any order: in memory as far as a bound allows, the others in a
/// file without a name, so that memory does not grow with the number of slides.
final class SlideShelf: Sendable {
  /// Of a result in memory the place is all that lies in the list.
  private final class Box: Sendable {
    let slide: SlideResult
    init(_ slide: SlideResult) { self.slide = slide }
  }

  private enum Entry {
    case absent
    case held(Box)
    case written(Range<Int>)
  }

  private struct State: ~Copyable {
    var entries: [Entry]
    var digests: [SlideDigest?]
    var held = 0
    var file: SpillFile<UInt8>?
    var bytes = 0
    var failure: SlideMeasurement.Failure?
  }

  let count: Int
  private let mostInMemory: Int
  private let folder: String
  private let state: Guarded<State>

  /// Makes a shelf with empty places.
  ///
  /// - Parameters:
  ///   - count: number of places.
  ///   - mostInMemory: results that stay in memory.
  ///   - folder: where a file may be made.
  init(count: Int, mostInMemory: Int, folder: String) {
    self.count = count
    self.mostInMemory = mostInMemory
    self.folder = folder
    state = Guarded(
      State(
        entries: Array(repeating: .absent, count: count),
        digests: Array(repeating: nil, count: count)))
  }

  /// Whether all results fit into memory.
  var isHeld: Bool { count <= mostInMemory }

  /// Why a result could not be read back, nil while all is well.
  var failure: SlideMeasurement.Failure? { state.withLock { $0.failure } }

  /// What is known of every slide; a place that was not filled has none.
  var digests: [SlideDigest] { state.withLock { $0.digests }.compactMap { $0 } }

  /// Fills a place. A result that cannot be written stays in memory, which is better than lost.
  func put(_ slide: SlideResult, at place: Int) {
    let digest = SlideDigest(slide)
    let isHeld = state.withLock { state in
      state.digests[place] = digest
      guard state.held < mostInMemory else { return false }
      state.held += 1
      state.entries[place] = .held(Box(slide))
      return true
    }
    if isHeld { return }
    let text = try? Self.encoder.encode(slide)
    state.withLock { state in
      do {
        guard let text else { throw SlideMeasurement.Failure(reason: "") }
        if state.file == nil { state.file = try SpillFile<UInt8>(folder: folder) }
        try state.file?.write(Array(text), at: state.bytes)
        state.entries[place] = .written(state.bytes..<(state.bytes + text.count))
        state.bytes += text.count
      } catch {
        state.entries[place] = .held(Box(slide))
      }
    }
  }

  /// The result at a place. What cannot be read back is a failed slide, and `failure` tells why.
  func slide(at place: Int) -> SlideResult {
    let found = state.withLock { state -> (held: Box?, text: [UInt8]) in
      switch state.entries[place] {
      case .absent: return (nil, [])
      case .held(let box): return (box, [])
      case .written(let bytes):
        do throws(SlideMeasurement.Failure) {
          return (nil, try state.file?.read(bytes) ?? [])
        } catch {
          state.failure = error
          return (nil, [])
        }
      }
    }
    if let box = found.held { return box.slide }
    if let slide = try? Self.decoder.decode(SlideResult.self, from: Data(found.text)) {
      return slide
    }
    return lost(place)
  }

  private func lost(_ place: Int) -> SlideResult {
    state.withLock { state in
      let failure =
        state.failure
        ?? SlideMeasurement.Failure(reason: "\(folder): what waited on the disk is damaged")
      state.failure = failure
      let digest = state.digests[place]
      var slide = SlideResult(
        slide: digest?.slide ?? "", caseName: digest?.caseName ?? "", status: .failed)
      slide.error = failure.reason
      return slide
    }
  }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return encoder
  }

  private static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return decoder
  }
}
