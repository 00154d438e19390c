/// Finds images of a run by the names that manual results use.
struct ImageIndex {
  private let images: [MeasuredImage]
  private let byPath: [String: [Int]]
  private let byName: [String: [Int]]
  private let byStem: [String: [Int]]
  private let bySlide: [String: [Int]]

  init(_ images: [MeasuredImage]) {
    self.images = images
    func grouped(_ key: (MeasuredImage) -> String) -> [String: [Int]] {
      Dictionary(grouping: images.indices) { key(images[$0]) }
    }
    byPath = grouped(\.path)
    byName = grouped { FileName.last($0.path) }
    byStem = grouped { FileName.stem($0.path) }
    bySlide = grouped(\.slide)
  }

  /// The images of a name: by the whole path, else the file name, else that without extension.
  func images(named name: String) -> [MeasuredImage] {
    let found = byPath[name] ?? byName[FileName.last(name)] ?? byStem[FileName.stem(name)] ?? []
    return found.map { images[$0] }
  }

  /// What an image is called: its file name, or its path when others have the same file name.
  func name(of image: MeasuredImage) -> String {
    let name = FileName.last(image.path)
    return (byName[name]?.count ?? 0) > 1 ? image.path : name
  }

  /// Images of the same slide that come before an image, of those with given paths.
  func earlier(than image: MeasuredImage, among paths: Set<String>) -> [MeasuredImage] {
    (bySlide[image.slide] ?? []).lazy.map { images[$0] }.prefix { $0.path != image.path }
      .filter { paths.contains($0.path) }
  }
}

/// The nuclei of the slide that was asked for last, because manual results come slide by slide.
struct NucleiMemory {
  private let results: any MeasuredResults
  private var slide: String?
  private var nuclei: [MeasuredNucleus] = []

  init(_ results: any MeasuredResults) {
    self.results = results
  }

  /// Measured nuclei of a slide.
  mutating func nuclei(of name: String) throws(ResultTableError) -> [MeasuredNucleus] {
    if slide != name {
      nuclei = try results.nuclei(ofSlide: name)
      slide = name
    }
    return nuclei
  }
}
