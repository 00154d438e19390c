import Raster
import SlideIO

/// One slide to measure: its tiles, where they lie, and what was said about it.
public struct SlideInput: Sendable, Equatable, Codable {
  /// Name of the slide, unique in a run, safe as a file name.
  public var slide: String
  /// Name of the case the slide belongs to.
  public var caseName: String
  /// Image files of the slide; a lone image is one tile at the origin.
  public var tiles: [TileInput]
  /// Size of a full-resolution pixel stated outside the files (option or manifest); nil leaves it
  /// to the files.
  public var statedPixelSize: PixelSize?
  /// Path that opens the region of interest, nil when everything is measured.
  public var roi: String?
  /// Path that opens a profile for this slide, nil for the run's.
  public var profile: String?

  /// Makes a slide from its parts.
  public init(
    slide: String, caseName: String, tiles: [TileInput], statedPixelSize: PixelSize? = nil,
    roi: String? = nil, profile: String? = nil
  ) {
    self.slide = slide
    self.caseName = caseName
    self.tiles = tiles
    self.statedPixelSize = statedPixelSize
    self.roi = roi
    self.profile = profile
  }
}

/// One image file of a slide.
public struct TileInput: Sendable, Equatable, Codable {
  /// Path that opens the file.
  public var path: String
  /// Name by which tables refer to the file: as given in the manifest, else relative to the input.
  public var image: String
  /// Left column of the tile in full-resolution slide pixels.
  public var x: Int
  /// Top row of the tile in full-resolution slide pixels.
  public var y: Int
  /// Full-resolution pixels per pixel of the file, at least 1.
  public var downsample: Double
  /// Manifest columns of this image that `ki67` does not know, in manifest order.
  public var carriedFields: [CarriedField]

  /// Makes a tile from its parts.
  public init(
    path: String, image: String, x: Int = 0, y: Int = 0, downsample: Double = 1,
    carriedFields: [CarriedField] = []
  ) {
    self.path = path
    self.image = image
    self.x = x
    self.y = y
    self.downsample = downsample
    self.carriedFields = carriedFields
  }
}

/// What a manifest says about a case; texts are as written, nil where a cell is empty or absent.
public struct CaseInput: Sendable, Equatable, Codable {
  /// Name of the case.
  public var name: String
  /// Columns that grading reads, by column name: `site`, `differentiation`, `mitoses`,
  /// `mitosis_area_mm2`, `mitosis_fields`, `field_diameter_mm`, `necrosis`, `specimen`, `scheme`.
  public var gradingFields: [String: String]
  /// Further columns in manifest order; where lines of the case differ, their values in that order,
  /// each once, joined by "; " (`TileInput.carriedFields` holds them one by one).
  public var carriedFields: [CarriedField]
  /// The name made safe as a file name, unique in a run.
  public var fileName: String
  /// Whether images or slides of the case were left out, so that counts do not cover all of it.
  public var isIncomplete = false
  /// Flags that follow from what the case is made of, in their usual order; nil for none.
  public private(set) var inputFlags: [ResultFlag]?
  /// Slides of the case that are in other parts of a shared run; nil for none.
  public private(set) var slidesElsewhere: [String]?

  /// Makes a case from its parts; `fileName` follows from the name.
  public init(
    name: String, gradingFields: [String: String] = [:], carriedFields: [CarriedField] = []
  ) {
    self.name = name
    self.gradingFields = gradingFields
    self.carriedFields = carriedFields
    fileName = SafeFileName.make(name)
  }

  /// Notes slides that are in other parts of a shared run, for which the case is flagged.
  public mutating func miss(_ slides: [String]) {
    setElsewhere(Set(slidesElsewhere ?? []).union(slides))
  }

  /// Takes back that slides are elsewhere.
  public mutating func find(_ slides: Set<String>) {
    setElsewhere(Set(slidesElsewhere ?? []).subtracting(slides))
  }

  private mutating func setElsewhere(_ slides: Set<String>) {
    slidesElsewhere = slides.isEmpty ? nil : slides.sorted()
    flag(.partOfRun, !slides.isEmpty)
  }

  /// Sets or takes back a flag that follows from what the case is made of.
  public mutating func flag(_ flag: ResultFlag, _ isSet: Bool = true) {
    var flags = Set(inputFlags ?? [])
    if isSet { flags.insert(flag) } else { flags.remove(flag) }
    inputFlags = flags.isEmpty ? nil : ResultFlag.allCases.filter(flags.contains)
  }
}

/// A manifest column that `ki67` does not know, carried through to the tables.
public struct CarriedField: Sendable, Equatable, Codable {
  /// Column name.
  public var name: String
  /// Cell text as written.
  public var value: String

  /// Makes a field from its parts.
  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}

/// An input that could not become part of a slide, with the reason.
public struct RejectedInput: Sendable, Equatable, Codable {
  /// Path as given, or manifest and line as `path:line`.
  public var input: String
  /// What was found, what was expected and what to do.
  public var reason: String
  /// Slide of the run that now lacks this image; nil when the slide is unknown or left out whole.
  public var slide: String?
  /// Slide in whose place among the parts of a shared run this is told where `slide` is nil; nil
  /// when that is not known either.
  public var place: String?

  /// Makes a rejected input from its parts.
  public init(input: String, reason: String, slide: String? = nil, place: String? = nil) {
    self.input = input
    self.reason = reason
    self.slide = slide
    self.place = place
  }
}

/// A slide that was named and cannot be measured, for its files are not there or cannot be used.
///
/// It keeps its name and its place among the parts of a shared run.
public struct AbsentSlide: Sendable, Equatable {
  /// Name it would have.
  public var slide: String
  /// Name of its case.
  public var caseName: String

  /// Makes a slide from its parts.
  public init(slide: String, caseName: String) {
    self.slide = slide
    self.caseName = caseName
  }
}

/// Everything a run was asked to measure, the same for any order of the inputs.
public struct RunInput: Sendable, Equatable {
  /// Cases in natural order of their names ("case 2" before "case 10").
  public var cases: [CaseInput]
  /// Slides in natural order of their names; the tiles of a slide by row, then column.
  public var slides: [SlideInput]
  /// Slides that are left out, in natural order of their names.
  public var absent: [AbsentSlide]
  /// Names of slides that are in other parts of a shared run, left out or not.
  public var elsewhere: Set<String> = []
  /// Inputs that could not be used, in natural order of `input`.
  public var rejected: [RejectedInput]
  /// Remarks for the person at the terminal, for example how many files were ignored.
  public var notes: [String]

  /// Makes an intake from its parts.
  public init(
    cases: [CaseInput], slides: [SlideInput], absent: [AbsentSlide] = [],
    rejected: [RejectedInput], notes: [String] = []
  ) {
    self.cases = cases
    self.slides = slides
    self.absent = absent
    self.rejected = rejected
    self.notes = notes
  }
}
