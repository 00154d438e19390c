import Store

extension ResultFolder {
  /// Names of the files that stand for a whole run, those of its database included.
  public static var fileNames: [String] {
    let log = ["-wal", "-shm", "-journal"].map { RunStore.fileName + $0 }
    return ResultTables.names + ["report.html", "run.json", RunStore.fileName] + log
      + [FolderLock.fileName]
  }

  /// Names of the folders for files of single slides.
  public static let folderNames = ["nuclei", "overlays", "corrected"]

  /// The table of a slide's nuclei, relative to the output folder.
  static func nucleiName(of slide: String) -> String { "nuclei/\(slide).csv" }
}
