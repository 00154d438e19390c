import CKernels

/// Instructions that kernels are compiled for; results are the same with all of them.
public enum InstructionSet: Sendable, CaseIterable {
  /// What every processor of the architecture has.
  case baseline
  /// x86-64 with AVX2.
  case avx2
  /// x86-64 with AVX-512.
  case avx512

  /// The widest set of this processor.
  public static let best = allCases.last { $0.isAvailable } ?? .baseline

  /// Whether this processor has it.
  public var isAvailable: Bool { kernels.rawValue <= ki67_best_instructions().rawValue }

  /// The set as kernels name it.
  package var kernels: ki67_instructions {
    switch self {
    case .baseline: KI67_BASELINE
    case .avx2: KI67_AVX2
    case .avx512: KI67_AVX512
    }
  }
}
