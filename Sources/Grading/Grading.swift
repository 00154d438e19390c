/// Placeholder record.
public struct GradeRecord: Sendable {}
