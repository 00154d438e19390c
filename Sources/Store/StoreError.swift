/// Why a run cannot be stored, or what was stored cannot be used.
public enum StoreError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Another process works on the folder; `owner` says which.
  case locked(folder: String, owner: String)
  /// The lock file cannot be made.
  case cannotLock(path: String, reason: String)
  /// The disk or the quota is full.
  case diskFull(path: String)
  /// The database cannot be read or written.
  case unusable(path: String, reason: String)
  /// The database is no longer in its folder, or another one is in its place.
  case gone(path: String)
  /// The file is no database, or its structure is damaged.
  case broken(path: String, reason: String)
  /// The run did not come to its end: the tables in the folder are not those of the database.
  case killed(folder: String)
  /// Another program holds the database.
  case busy(path: String)
  /// Another program reads the database, so that its last results stay in the log beside it.
  case logStays(path: String)
  /// The database was made by a newer version of the program.
  case tooNew(path: String)
  /// There is no database.
  case missing(path: String)
  /// What the database holds cannot be understood.
  case damaged(path: String, what: String)
  /// A line of the audit trail is not as it was written.
  case damagedTrail(path: String, line: Int64)
  /// The folder holds another part of a run.
  case otherShard(folder: String, found: String?, wanted: String?)
  /// A file cannot be read for its hash.
  case unreadableInput(path: String, reason: String)
  /// Nuclei were lost between measuring and storing.
  case lostNuclei(slide: String)
  /// A file changed between its hash and the end of the measurement.
  case changedInput(path: String)

  /// What happened to which file, and what to do.
  public var description: String {
    switch self {
    case .locked(let folder, let owner):
      "\(folder): another run works on this folder (\(owner)); wait for its end, stop it, or name "
        + "another folder with --out."
    case .cannotLock(let path, let reason):
      "\(path): the folder cannot be locked (\(reason)); name another folder with --out."
    case .diskFull(let path):
      "\(path): the disk is full; make room and run the same command again, what was finished is "
        + "kept."
    case .unusable(let path, let reason):
      "\(path): the results of the run cannot be read or written (\(reason)); see to it and run the "
        + "same command again, or name another folder with --out."
    case .gone(let path):
      "\(path): the file was removed or replaced by another while it was open, so that what is "
        + "said or measured now would be lost; put it back and try again."
    case .broken(let path, let reason):
      "\(path): the file is damaged (\(reason)); \(Self.remedy)"
    case .killed(let folder):
      "\(folder): the run was killed, could not write its tables or is still at work, so that its tables and "
        + "its database are of different runs; give its command again and let it end."
    case .busy(let path):
      "\(path): another program holds the file; end it and run the same command again."
    case .logStays(let path):
      "\(path): another program reads it, so that the last results are in \(RunStore.fileName)-wal; end "
        + "that program and give the command again before the file is copied by itself."
    case .tooNew(let path):
      "\(path): made by a newer version of ki67; use that version, or name another folder with "
        + "--out."
    case .missing(let path):
      "\(path): there is no such file; expected a folder that ki67 quantify wrote."
    case .damaged(let path, let what):
      "\(path): \(what); give the command that wrote the folder (ki67 quantify or ki67 merge) again, "
        + "which replaces what is damaged, or measure anew with ki67 quantify --fresh if that does "
        + "not help."
    case .damagedTrail(let path, let line):
      "\(path): line \(line) of the audit trail is not as it was written, so that corrections and "
        + "signatures cannot be relied on; \(Self.remedy)"
    case .otherShard(let folder, let found, let wanted):
      "\(folder): holds \(Self.name(found)), not \(Self.name(wanted)); name another folder with "
        + "--out, and join the parts with ki67 merge."
    case .unreadableInput(let path, let reason):
      "\(path): the file cannot be read (\(reason))."
    case .lostNuclei(let slide):
      "\(slide): its nuclei could not be read back; run the same command again."
    case .changedInput(let path):
      "\(path): the file changed while it was measured; run the same command again."
    }
  }

  /// What to do about a file of which nothing can be relied on, whatever the command that met it.
  private static let remedy =
    "take the file from a backup, or measure anew with ki67 quantify --fresh, which sets the file "
    + "aside."

  private static func name(_ shard: String?) -> String {
    shard.map { "part \($0) of a run" } ?? "a whole run"
  }
}
