import Foundation
import Quantification

/// The files with manual results that paths of files and folders lead to, each once.
public struct ManualFiles: Sendable, Equatable {
  /// A file.
  public struct File: Sendable, Equatable {
    /// Path that opens it.
    public var path: String
    /// Who counted by the name of the inner folder; "" when nobody is named.
    public var reader: String
  }

  /// The files, those of folders by name.
  public private(set) var files: [File] = []
  /// What was left out and why, for people.
  public private(set) var notes: [String] = []
  private var places: [FilePlace: String] = [:]

  /// Lists files and all files below folders.
  ///
  /// In a folder of folders, the name of the inner folder is that of the reader. What an earlier
  /// comparison wrote into a folder is left out.
  ///
  /// - Throws: `ManualError` when a path leads to nothing, or a folder holds no file.
  public init(_ paths: [String]) throws(ManualError) {
    for path in paths {
      switch FileKind.of(path) {
      case nil: throw .unreadable(path: path, reason: "there is no such file or folder")
      case .folder: try addFolder(path)
      case .file, .other: add(File(path: path, reader: ""))
      }
    }
  }

  /// Every line of a file that is read twice would count twice.
  private mutating func add(_ file: File) {
    guard let place = FilePlace(file.path) else { return }
    if let first = places[place] {
      let name = PathKey(first) == PathKey(file.path) ? "" : " as \(first)"
      notes.append("\(file.path) is named twice\(name); it is read once.")
    } else {
      places[place] = file.path
      files.append(file)
    }
  }

  private mutating func addFolder(_ folder: String) throws(ManualError) {
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
    let comparisons = Set(names.filter { FileName.last($0) == CrosscheckFile.page.rawValue })
    var isEmpty = true
    for name in names.sorted() {
      let parts = name.split(separator: "/")
      let path = "\(folder)/\(name)"
      guard !parts.contains(where: { $0.hasPrefix(".") }), let kind = FileKind.of(path),
        kind != .folder
      else { continue }
      let page = FileName.joined(folderOf: name, CrosscheckFile.page.rawValue)
      if CrosscheckFile(rawValue: FileName.last(name)) != nil, comparisons.contains(page) {
        notes.append("\(path) is not read: ki67 crosscheck wrote it.")
        continue
      }
      isEmpty = false
      add(File(path: path, reader: parts.count > 1 ? String(parts[parts.count - 2]) : ""))
    }
    if isEmpty { throw .empty(path: folder) }
  }
}
