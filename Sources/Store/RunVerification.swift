import Foundation
import Nuclei
import Quantification
import Raster

/// Measures slides of a run again and compares.
public struct RunVerification: Sendable {
  /// How a slide compares.
  public enum Outcome: Sendable, Equatable {
    /// Everything is the same.
    case same(nuclei: Int)
    /// Something differs; the texts say what.
    case different([String])
    /// It cannot be measured again; the text says why.
    case unrepeatable(String)
  }

  private let run: StoredRun
  private let model: TreeEnsemble
  private let threads: Int
  private let memoryLimitBytes: Int

  /// Prepares to repeat slides of a run.
  ///
  /// - Parameters:
  ///   - run: the run.
  ///   - model: the model it was scored with.
  ///   - threads: number of workers.
  ///   - memoryLimitBytes: memory bound.
  public init(_ run: StoredRun, model: TreeEnsemble, threads: Int, memoryLimitBytes: Int) {
    self.run = run
    self.model = model
    self.threads = threads
    self.memoryLimitBytes = memoryLimitBytes
  }

  /// A sample of the measured slides: the same for the same names, spread without regard to order.
  public func sample(_ count: Int) throws(StoreError) -> [String] {
    let names = try run.slideNames()
    let chosen = names.sorted { ContentHash(of: $0).text < ContentHash(of: $1).text }.prefix(count)
    return chosen.sorted(by: NaturalOrder.precedes)
  }

  /// Files of the folder that are missing or changed since they were written for a slide.
  public func damagedFiles() throws(StoreError) -> [String] {
    var damaged: [String] = []
    for name in try run.slideNames() {
      damaged += try run.slide(name).kept.files.filter { !$0.isInPlace(in: run.folder) }.map(\.path)
    }
    return damaged
  }

  /// Measures a slide again, from files with the content that they had.
  ///
  /// - Throws: what keeps the stored result from being read.
  public func outcome(of name: String) throws -> Outcome {
    let slide = try run.slide(name)
    let inputs = try run.inputs(of: name)
    for file in inputs.files {
      do throws(StoreError) {
        guard try ContentHash(ofFile: file.path).text == file.hash else {
          return .unrepeatable("\(file.path): the file is not the one that was measured")
        }
      } catch {
        return .unrepeatable(error.description)
      }
    }
    var settings = try run.settings.runSettings(path: run.path)
    settings.threads = threads
    settings.memoryLimitBytes = memoryLimitBytes
    if let profile = slide.profile {
      settings.profile = try Profile(yaml: profile, path: run.path)
    }
    var input = inputs.input
    input.profile = nil
    let catcher = NucleusCatcher()
    let repeated = QuantificationRun(
      input: RunInput(cases: [CaseInput(name: input.caseName)], slides: [input], rejected: []),
      settings: settings, profiles: [:], model: model, observer: catcher
    ).run()
    guard var result = repeated.slides.first, result.status == .measured else {
      return .unrepeatable(repeated.slides.first?.error ?? "the slide could not be measured")
    }
    try result.rename(input, as: slide.input)
    let differences = Self.differences(
      slide.kept.result, result, try run.nuclei(of: name), catcher.nuclei)
    return differences.isEmpty ? .same(nuclei: catcher.nuclei.count) : .different(differences)
  }

  /// What differs, in words.
  private static func differences(
    _ old: SlideResult, _ new: SlideResult, _ oldNuclei: [TiledNucleus],
    _ newNuclei: [TiledNucleus]
  ) -> [String] {
    var texts: [String] = []
    if old.counts != new.counts {
      texts.append(
        "counts \(old.counts.positive)/\(old.counts.total), now "
          + "\(new.counts.positive)/\(new.counts.total)")
    }
    if oldNuclei.count != newNuclei.count {
      texts.append("\(oldNuclei.count) nuclei, now \(newNuclei.count)")
    } else if oldNuclei != newNuclei {
      let count = zip(oldNuclei, newNuclei).count { $0 != $1 }
      texts.append("\(count) of \(oldNuclei.count) nuclei differ")
    }
    if old.calibration != new.calibration { texts.append("light or stains differ") }
    if old.positivity != new.positivity { texts.append("the positivity cut differs") }
    if old.hotspots != new.hotspots { texts.append("the hotspots differ") }
    var (first, second) = (old, new)
    first.seconds = 0
    second.seconds = 0
    if texts.isEmpty && first != second { texts.append("the record of the slide differs") }
    return texts
  }
}

extension SlideResult {
  /// Names files of a slide that was moved as they were named before.
  fileprivate mutating func rename(_ moved: SlideInput, as slide: SlideInput) throws {
    let names = zip(moved.paths, slide.paths).filter { $0 != $1 }
    guard !names.isEmpty else { return }
    var text = try StoreDocument.text(self)
    // As they stand at the start of texts, escaped.
    func start(_ path: String) throws -> Substring { try StoreDocument.text(path).dropLast() }
    for (now, before) in names { text = text.replacing(try start(now), with: try start(before)) }
    self = try StoreDocument.value(SlideResult.self, text)
  }
}

/// Keeps the nuclei of one slide.
private final class NucleusCatcher: RunObserver {
  private let state = Guarded<[TiledNucleus]>([])

  var nuclei: [TiledNucleus] { state.withLock { $0 } }

  func slideFinished(
    _ slide: SlideResult, nuclei: SlideNuclei, pixels: any SlidePixelReading
  ) throws {
    state.withLock { $0 = Array(nuclei) }
  }

  func progressed(_ progress: RunProgress) {}
}
