import Foundation
import Hotspots
import Quantification
import Raster
import SlideIO
import Store

/// A finished run as its database holds it, and the files that change when a case is signed off.
public struct ReviewedRun: Sendable {
  /// The results.
  public let result: RunResult
  private let stored: StoredRun
  private let pictures: [String: [SlidePicture]]

  /// Reads a run.
  ///
  /// - Throws: what keeps the database from being read.
  public init(_ stored: StoredRun) throws {
    self.stored = stored
    result = try RunMerge([stored], isForced: true).result(isHeld: true)
    var pictures: [String: [SlidePicture]] = [:]
    for slide in result.slides where slide.status == .measured {
      let text = Data(try stored.slide(slide.slide).kept.pictures.utf8)
      pictures[slide.slide] = try? JSONDecoder().decode(SlidePictures.self, from: text).list
    }
    self.pictures = pictures
  }

  /// Writes `report.html` and `cases.csv` anew, each in one step, with what people said by now.
  ///
  /// - Parameter program: version for the report.
  /// - Throws: what kept a file from being written.
  public func write(program: ProgramVersion) throws {
    let reviews = try stored.reviews(of: result)
    let report = report(reviews, program)
    let file = try OutputFile(path: reportPath)
    try report.write { try file.write($0) }
    try file.finish()
    try OutputFile.write(CasesTable.bytes(of: result, reviews: reviews), to: casesPath)
  }

  /// Whether `cases.csv`, which `write(program:)` writes last, is what it would write.
  ///
  /// - Parameter reviews: what people did with the cases.
  /// - Returns: whether every byte is the same.
  public func isTableInPlace(_ reviews: [String: CaseReview]) -> Bool {
    FileManager.default.contents(atPath: casesPath)
      == Data(CasesTable.bytes(of: result, reviews: reviews))
  }

  private var casesPath: String { "\(stored.folder)/cases.csv" }

  /// Whether `report.html` is what `write(program:)` would write.
  ///
  /// - Parameter program: the version that wrote it.
  /// - Returns: whether every byte is the same.
  /// - Throws: what keeps the database from being read.
  public func isReportInPlace(program: ProgramVersion) throws -> Bool {
    guard let bytes = FileManager.default.contents(atPath: reportPath) else { return false }
    var rest = bytes[...]
    var isSame = true
    try report(try stored.reviews(of: result), program).write { piece in
      isSame = isSame && rest.starts(with: piece)
      rest = rest.dropFirst(piece.count)
    }
    return isSame && rest.isEmpty
  }

  private var reportPath: String { "\(stored.folder)/report.html" }

  private func report(_ reviews: [String: CaseReview], _ program: ProgramVersion) -> HTMLReport {
    let album = PictureAlbum(
      folder: stored.folder, pictures: pictures, caseCount: result.cases.count)
    return HTMLReport(
      run: result, version: program.version, pictures: album.pictures,
      picturesAreLinked: album.isLinked, tally: CaseTally(of: result.cases), reviews: reviews)
  }

  /// Writes `corrected/<slide>.csv`: the nuclei of a slide with what people corrected; the file of
  /// a slide without corrections is removed.
  ///
  /// - Throws: what keeps the database from being read or the file from being written.
  public func writeNuclei(of slide: ReviewedSlide) throws {
    try Self.writeNuclei(of: slide, in: stored.folder)
  }

  /// Removes the file of a slide's corrected nuclei, if there is one.
  public func removeNuclei(of slide: String) {
    try? FileManager.default.removeItem(
      atPath: "\(stored.folder)/\(Self.correctedName(of: slide))")
  }

  /// Writes the file of a slide's corrected nuclei into an output folder, or removes it.
  static func writeNuclei(of slide: ReviewedSlide, in folder: String) throws {
    let path = "\(folder)/\(correctedName(of: slide.result.slide))"
    guard !slide.corrections.byNucleus.isEmpty else {
      try? FileManager.default.removeItem(atPath: path)
      return
    }
    try OutputFile.makeFolder("\(folder)/\(correctedFolder)")
    try OutputFile.write(try CorrectedNucleiTable(slide).bytes(), to: path)
  }

  /// Folder of the files of corrected nuclei, relative to the output folder.
  static let correctedFolder = "corrected"

  /// The file of a slide's corrected nuclei, relative to the output folder.
  static func correctedName(of slide: String) -> String { "\(correctedFolder)/\(slide).csv" }

  /// Part of the slide that the picture of a hotspot shows, in full-resolution pixels; nil when
  /// there is no such file.
  public func pictureRect(ofHotspot rank: Int, on slide: String) -> PixelRect? {
    guard let found = picture(rank, slide),
      FileManager.default.fileExists(atPath: "\(stored.folder)/\(found.file)")
    else { return nil }
    return found.rect
  }

  /// The picture of a hotspot without outlines, as the run wrote it; nil when it cannot be read.
  public func picture(ofHotspot rank: Int, on slide: String) -> RGBImage? {
    guard let found = picture(rank, slide),
      let image = try? ImageReader().decode(at: "\(stored.folder)/\(found.file)").image
    else { return nil }
    // The plain picture stands at the left of the one with outlines.
    let width = (image.width - SlidePainter.gap) / 2
    guard width > 0 else { return nil }
    return image.cropped(to: PixelRect(x: 0, y: 0, width: width, height: image.height))
  }

  private func picture(_ rank: Int, _ slide: String) -> SlidePicture? {
    pictures[slide]?.first { picture in
      if case .hotspot(rank, _, _) = picture.subject { true } else { false }
    }
  }
}
