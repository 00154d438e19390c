import Agreement
import Grading

/// Compares marked nuclei field by field, and gathers the fields into subjects.
struct PointPairing {
  private var finder: MarkedField
  private var positions: [String: Int] = [:]
  private(set) var subjects: [ComparedSubject] = []
  private(set) var unpaired: [Unpaired] = []
  /// Fields whose nuclei count though they have no index to compare.
  private(set) var fieldsWithoutIndex: [ComparedField] = []

  init(finder: MarkedField) {
    self.finder = finder
  }

  mutating func pair(_ points: [ManualPoints]) {
    var images: [String: Set<String>] = [:]
    for manual in points {
      if let path = finder.imagePath(of: manual) {
        images[manual.reader, default: []].insert(path)
      }
    }
    for manual in points { pair(manual, among: images[manual.reader] ?? []) }
    let read = Set((subjects.flatMap(\.fields) + fieldsWithoutIndex).map(\.slide))
    unpaired += finder.results.slides.filter { !read.contains($0.name) }.map {
      Unpaired(side: .measured, name: $0.name, reason: "there are no marks for it")
    }
  }

  private mutating func pair(_ manual: ManualPoints, among images: Set<String>) {
    do {
      let (name, field, densities) = try finder.compare(manual, among: images)
      let counts = field.comparison.counts
      guard
        let marked = try? LabelingIndex(positive: counts.markedPositive, total: counts.marked)
      else {
        fieldsWithoutIndex.append(field)
        return reject(manual, "no tumor nucleus is marked on it")
      }
      guard
        let measured = try? LabelingIndex(
          positive: counts.measuredPositive, total: counts.measured)
      else {
        fieldsWithoutIndex.append(field)
        return reject(manual, "no tumor nucleus was measured on it")
      }
      add(name, field, IndexValue(marked), IndexValue(measured), densities)
    } catch let error as MarkedField.Failure {
      reject(manual, error.reason)
    } catch {
      reject(manual, "\(error)")
    }
  }

  /// Adds a field to the subject of its name, or begins one.
  ///
  /// What was measured is that of the first reader's field; later readers of the same field differ
  /// at its border at most.
  private mutating func add(
    _ name: String, _ field: ComparedField, _ marked: IndexValue, _ measured: IndexValue,
    _ densities: [Double]?
  ) {
    guard let position = positions[name] else {
      positions[name] = subjects.count
      subjects.append(
        ComparedSubject(
          name: name, level: .sameNuclei, region: "marked field", slide: field.slide,
          readings: [Reading(reader: field.reader, repetition: "", value: marked)],
          manual: marked, measured: measured, fields: [field], relativeDensities: densities))
      return
    }
    let number = subjects[position].readings.count { $0.reader == field.reader }
    subjects[position].readings.append(
      Reading(
        reader: field.reader, repetition: number == 0 ? "" : "\(number + 1)", value: marked))
    subjects[position].fields.append(field)
    let together = IndexValue(together: subjects[position].readings.map(\.value))
    subjects[position].manual = together ?? marked
  }

  private mutating func reject(_ manual: ManualPoints, _ reason: String) {
    unpaired.append(Unpaired(side: .manual, name: manual.place, reason: reason))
  }
}
