import Store

extension StoredRun {
  /// Why the table of a slide's nuclei in the folder cannot be that of the run.
  ///
  /// - Parameter slide: name of a slide of the run.
  /// - Returns: the reason; nil when the table is as the run wrote it.
  public func doubt(ofNuclei slide: String) -> String? {
    let name = ResultFolder.nucleiName(of: slide)
    do {
      let files = try self.slide(slide).kept.files
      guard let table = files.first(where: { $0.path == name }) else {
        return "by \(RunStore.fileName) the run wrote none for this slide"
      }
      return table.isInPlace(in: folder) ? nil : "it is not as the run wrote it"
    } catch {
      return "what the run wrote cannot be told (\(error))"
    }
  }
}
