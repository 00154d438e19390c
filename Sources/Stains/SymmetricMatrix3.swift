/// A symmetric 3 x 3 matrix, for second moments of optical density.
package struct SymmetricMatrix3: Sendable, Equatable {
  private var rows: [[Double]]

  /// Makes a matrix from its diagonal and the entries (x,y), (x,z), (y,z).
  package init(diagonal: SIMD3<Double>, xy: Double, xz: Double, yz: Double) {
    rows = [[diagonal.x, xy, xz], [xy, diagonal.y, yz], [xz, yz, diagonal.z]]
  }

  /// Adds `weight` times the outer product of a vector with itself.
  package mutating func addSquare(of vector: SIMD3<Double>, weight: Double) {
    for i in 0..<3 {
      for j in 0..<3 { rows[i][j] += weight * vector[i] * vector[j] }
    }
  }

  /// Eigenvalues, largest first, with their eigenvectors of length 1.
  ///
  /// Cyclic Jacobi rotations (Golub & Van Loan, Matrix Computations, 8.5), which converge
  /// quadratically; the sign of a vector is such that its largest component is positive.
  package var eigenvectors: [(value: Double, vector: SIMD3<Double>)] {
    var a = rows
    var vectors: [SIMD3<Double>] = [SIMD3(1, 0, 0), SIMD3(0, 1, 0), SIMD3(0, 0, 1)]
    for _ in 0..<32 {
      let offDiagonal = abs(a[0][1]) + abs(a[0][2]) + abs(a[1][2])
      if offDiagonal <= 1e-300 { break }
      for (p, q) in [(0, 1), (0, 2), (1, 2)] where a[p][q] != 0 {
        Self.rotate(&a, &vectors, p, q)
      }
    }
    let order = [0, 1, 2].sorted { (a[$0][$0], $1) > (a[$1][$1], $0) }
    return order.map { (a[$0][$0], Self.oriented(vectors[$0])) }
  }

  /// Makes the entry (p, q) zero.
  private static func rotate(
    _ a: inout [[Double]], _ vectors: inout [SIMD3<Double>], _ p: Int, _ q: Int
  ) {
    let theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
    let sign: Double = theta < 0 ? -1 : 1
    let tangent = sign / (abs(theta) + (theta * theta + 1).squareRoot())
    let cosine = 1 / (tangent * tangent + 1).squareRoot()
    let sine = tangent * cosine
    for k in 0..<3 {
      let (kp, kq) = (a[k][p], a[k][q])
      a[k][p] = cosine * kp - sine * kq
      a[k][q] = sine * kp + cosine * kq
    }
    for k in 0..<3 {
      let (pk, qk) = (a[p][k], a[q][k])
      a[p][k] = cosine * pk - sine * qk
      a[q][k] = sine * pk + cosine * qk
    }
    a[p][q] = 0
    a[q][p] = 0
    (vectors[p], vectors[q]) = (
      vectors[p] * cosine - vectors[q] * sine, vectors[p] * sine + vectors[q] * cosine
    )
  }

  private static func oriented(_ vector: SIMD3<Double>) -> SIMD3<Double> {
    let largest = [0, 1, 2].max { abs(vector[$0]) < abs(vector[$1]) } ?? 0
    return vector[largest] < 0 ? -vector : vector
  }
}
