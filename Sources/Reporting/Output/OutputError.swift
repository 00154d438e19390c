/// Why a result could not be written.
public enum OutputError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The folder does not exist and could not be made.
  case cannotCreateFolder(path: String, reason: String)
  /// The folder was there when the run began and is not any more.
  case folderGone(path: String)
  /// The disk or the quota is full.
  case diskFull(path: String)
  /// The file or its folder may not be written by this user.
  case notPermitted(path: String)
  /// Anything else the system reports.
  case cannotWrite(path: String, reason: String)

  /// What happened to which file, and what to do.
  public var description: String {
    switch self {
    case .cannotCreateFolder(let path, let reason):
      "\(path): the folder cannot be made (\(reason)); name another one with --out."
    case .folderGone(let path):
      "\(path): the output folder is gone, as when it is moved or its drive is disconnected; bring it "
        + "back and run again."
    case .diskFull(let path):
      "\(path): the disk is full, the file was not written; make room and run again."
    case .notPermitted(let path):
      "\(path): writing is not permitted; change the permissions or name another folder with --out."
    case .cannotWrite(let path, let reason):
      "\(path): cannot be written (\(reason))."
    }
  }
}
