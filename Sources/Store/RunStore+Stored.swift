extension RunStore {
  /// The run as it was stored when it ended, for reading while the store is open.
  ///
  /// - Throws: what keeps the database from being read.
  public func stored() throws(StoreError) -> StoredRun {
    try StoredRun(folder: folder, queue: queue)
  }
}
