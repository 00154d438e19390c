/// What the pathologist knows about a case and grading needs beside Ki-67.
public struct CaseData: Sendable, Hashable {
  /// The primary site; `nil` when not given.
  public var site: PrimarySite?
  /// Differentiation, never inferred.
  public var differentiation: Differentiation
  /// Mitoses with their area; `nil` when not counted.
  public var mitoses: MitoticCount?
  /// Necrosis.
  public var necrosis: Necrosis
  /// The specimen; `nil` when not described.
  public var specimen: Specimen?
  /// The scheme named by hand; `nil` to take the current one for the site.
  public var scheme: GradingScheme?

  /// Case data from parts.
  public init(
    site: PrimarySite? = nil, differentiation: Differentiation = Differentiation(.unknown),
    mitoses: MitoticCount? = nil, necrosis: Necrosis = .unknown, specimen: Specimen? = nil,
    scheme: GradingScheme? = nil
  ) {
    self.site = site
    self.differentiation = differentiation
    self.mitoses = mitoses
    self.necrosis = necrosis
    self.specimen = specimen
    self.scheme = scheme
  }

  /// Reads case data from a manifest row: texts by column name (``CaseField``'s raw values).
  ///
  /// Missing and empty columns are not given; columns of other names are ignored.
  /// - Throws: ``CaseDataError`` for the first column that cannot be understood.
  public init(fields: [String: String]) throws(CaseDataError) {
    func text(_ field: CaseField) -> String {
      let text = fields[field.rawValue] ?? ""
      return text.allSatisfy(\.isWhitespace) ? "" : text
    }
    site = try PrimarySite.parse(text(.site))
    differentiation = try Differentiation.parse(text(.differentiation))
    mitoses = try MitoticCount.parse(
      MitoticCount.Texts(
        mitoses: text(.mitoses), areaMm2: text(.mitosisAreaMm2), fields: text(.mitosisFields),
        fieldDiameterMm: text(.fieldDiameterMm), fieldNumber: text(.fieldNumber),
        objective: text(.objective)))
    necrosis = try Necrosis.parse(text(.necrosis))
    specimen = text(.specimen).isEmpty ? nil : Specimen(parsing: text(.specimen))
    scheme = try GradingScheme.parse(text(.scheme))
  }

  /// Grades the case.
  ///
  /// Always gives a record; when there is no grade its outcome and reason say why.
  /// - Parameters:
  ///   - ki67: The index, usually of the hotspot; `nil` when not measured.
  ///   - components: For a mixed neoplasm (MiNEN), each component, graded on its own.
  /// - Returns: The grade with all that it rests on.
  public func grade(ki67: Ki67Measurement?, components: [TumorComponent] = []) -> GradeRecord {
    Grader(data: self, ki67: ki67, components: components).record()
  }

  /// Probability of each grade given the Ki-67 counts when the positive call may be wrong.
  ///
  /// Mitoses and necrosis are taken as certain. `nil` where ``GradeRecord`` has none.
  public func gradeProbabilities(
    ki67: Ki67Measurement?, errors: PositivityErrors
  ) -> GradeProbabilities? {
    let grader = Grader(data: self, ki67: ki67, components: [])
    return grader.probabilities(grader.concluded(), errors: errors)
  }
}

/// One component of a mixed neoplasm (MiNEN), with its own differentiation, Ki-67 and mitoses.
public struct TumorComponent: Sendable, Hashable {
  /// Its name in the report, such as `NEC component`.
  public let name: String
  /// Its share of the tumor in percent; `nil` when not stated.
  public let percentOfTumor: Fraction?
  /// Its data; site, scheme and specimen are usually those of the case.
  public let data: CaseData
  /// Its Ki-67.
  public let ki67: Ki67Measurement?

  /// A component from parts.
  public init(
    name: String, percentOfTumor: Fraction? = nil, data: CaseData, ki67: Ki67Measurement?
  ) {
    self.name = name
    self.percentOfTumor = percentOfTumor
    self.data = data
    self.ki67 = ki67
  }
}
