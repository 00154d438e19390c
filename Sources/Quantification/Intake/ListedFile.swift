/// A file that a person named or that lies in a named folder, and the files that are one slide with it.
public struct ListedFile: Sendable, Equatable {
  /// Path that opens it.
  public var path: String
  /// Names of the other files of its slide, in natural order.
  public var others: [String]

  /// Makes a file from its parts.
  public init(path: String, others: [String] = []) {
    self.path = path
    self.others = others
  }

  /// Replaces folders by the images in them, and files of one slide by the first that is named.
  ///
  /// - Parameter inputs: paths of files and folders.
  /// - Returns: files in the order of the inputs; a folder without images stands for itself.
  public static func files(of inputs: [String]) -> [ListedFile] {
    var families = SlideFamilies()
    var seen: Set<[SlideFamilies.Member]> = []
    return inputs.flatMap(paths).compactMap { path in
      let members = families.members(with: path)
      guard members.count == 1 || seen.insert(members).inserted else { return nil }
      let own = PathKey(PathText.lastComponent(path))
      return ListedFile(path: path, others: members.map(\.name).filter { PathKey($0) != own })
    }
  }

  /// Why a folder has no images of its own; nil for one that has, and for files.
  public static func emptiness(of path: String) -> String? {
    guard FileKind.of(path) == .folder else { return nil }
    let scan = FolderScan(folder: path, excluded: [])
    return scan.images.isEmpty && scan.impostors.isEmpty
      ? (scan.failures.first ?? scan.emptiness(of: path)).description : nil
  }

  private static func paths(_ input: String) -> [String] {
    guard FileKind.of(input) == .folder else { return [input] }
    let scan = FolderScan(folder: input, excluded: [])
    let found = (scan.images + scan.impostors).sorted {
      NaturalOrder.precedes($0.name, $1.name)
    }
    return found.isEmpty ? [input] : found.map(\.path)
  }
}
