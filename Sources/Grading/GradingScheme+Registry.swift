extension GradingScheme {
  private static let netCategories: [Grade: Category] = [
    .g1: .netG1, .g2: .netG2, .g3: .netG3,
  ]

  private static let gepKi67 = [
    GradeBound(grade: .g1, from: .atLeast(0)), GradeBound(grade: .g2, from: .atLeast(3)),
    GradeBound(grade: .g3, from: .above(20)),
  ]

  private static let gepMitoses = [
    GradeBound(grade: .g1, from: .atLeast(0)), GradeBound(grade: .g2, from: .atLeast(2)),
    GradeBound(grade: .g3, from: .above(20)),
  ]

  private static let carcinoidMitoses = [
    GradeBound(grade: .g1, from: .atLeast(0)), GradeBound(grade: .g2, from: .atLeast(2)),
    GradeBound(grade: .g3, from: .above(10)),
  ]

  /// Gastroenteropancreatic: the higher of Ki-67 (3, 20 %) and mitoses (2, 20 per 2 mm²) decides;
  /// NEC is not graded.
  public static let whoGEP2022 = GradingScheme(
    id: "who-gep-2022", aliases: ["who-gep-2019", "who-2022", "who-2019", "gep"],
    title: "WHO classification of gastroenteropancreatic neuroendocrine neoplasms",
    edition: "5th edition, 2022 (cut-offs as in Digestive System Tumours, 2019)",
    citation: "Rindi et al., Endocr Pathol 2022;33:115-154 (PMID 35294740)",
    note: "The higher of both indices decides, and one may be missing. NEC are not graded.",
    family: .gastroenteropancreatic, isLegacy: false, ki67Bounds: gepKi67,
    ki67EstablishesLowest: true, mitosisBounds: gepMitoses, necrosisGrade: nil,
    categories: netCategories, carcinomaGrade: nil, carcinomaNeedsMitoses: false, gaps: [],
    isNumbered: true, isForPancreasOnly: false)

  /// Lung and thymus: mitoses (2, 10 per 2 mm²) and necrosis classify carcinoids; Ki-67 does not.
  ///
  /// Well differentiated tumors above 10 mitoses per 2 mm² get no category.
  public static let whoThoracic2021 = GradingScheme(
    id: "who-thoracic-2021", aliases: ["who-lung-2021", "who-thymus-2021", "thoracic"],
    title: "WHO classification of thoracic tumors, neuroendocrine neoplasms of lung and thymus",
    edition: "5th edition, 2021",
    citation: "WHO Classification of Tumours, Thoracic Tumours, 5th ed., IARC 2021",
    note: "Necrosis makes a carcinoid atypical. Ki-67 is reported only. Carcinomas are not graded.",
    family: .thoracic, isLegacy: false, ki67Bounds: [], ki67EstablishesLowest: false,
    mitosisBounds: carcinoidMitoses, necrosisGrade: .g2,
    categories: [.g1: .typicalCarcinoid, .g2: .atypicalCarcinoid], carcinomaGrade: nil,
    carcinomaNeedsMitoses: true, gaps: [], isNumbered: false, isForPancreasOnly: false)

  /// Head and neck: mitoses (2, 10 per 2 mm²), necrosis (G2), and Ki-67 above 20 % (G3).
  ///
  /// The wording leaves exactly 20 % open (below 20 %, above 20 %): 20.0 is read as not G3.
  public static let whoHeadNeck2022 = GradingScheme(
    id: "who-head-neck-2022", aliases: ["who-head-and-neck-2022", "who-hn-2022", "head-neck"],
    title: "WHO classification of head and neck tumors, neuroendocrine neoplasms",
    edition: "5th edition, 2022",
    citation: "WHO Classification of Head and Neck Tumours, 5th ed., review 2022 (PMID 35312985)",
    note: "Necrosis gives G2. The wording leaves exactly 20 % open; it is read as not G3.",
    family: .headAndNeck, isLegacy: false,
    ki67Bounds: [
      GradeBound(grade: .g1, from: .atLeast(0)), GradeBound(grade: .g3, from: .above(20)),
    ],
    ki67EstablishesLowest: false, mitosisBounds: carcinoidMitoses, necrosisGrade: .g2,
    categories: netCategories, carcinomaGrade: nil, carcinomaNeedsMitoses: true,
    gaps: [Gap(bounds: [.atLeast(20), .atMost(20)], flag: .ki67Exactly20)], isNumbered: true,
    isForPancreasOnly: false)

  /// Pancreas as of 2017: the cut-offs of 2022, kept for comparison with older reports.
  ///
  /// A NEC gets no number here, so that it cannot be taken for a NET G3.
  public static let whoGEP2017 = GradingScheme(
    id: "who-gep-2017", aliases: ["who-2017"],
    title: "WHO classification of neuroendocrine neoplasms of the pancreas",
    edition: "4th edition, 2017",
    citation: "WHO Classification of Tumours of Endocrine Organs, 4th ed., IARC 2017",
    note: "Written for the pancreas. NEC get no number, so that none is taken for a NET G3.",
    family: .gastroenteropancreatic, isLegacy: true, ki67Bounds: gepKi67,
    ki67EstablishesLowest: true, mitosisBounds: gepMitoses, necrosisGrade: nil,
    categories: netCategories, carcinomaGrade: nil, carcinomaNeedsMitoses: false, gaps: [],
    isNumbered: true, isForPancreasOnly: true)

  /// Gastroenteropancreatic as of 2010: G1 up to 2 %, G2 from 3 to 20 %, G3 above, G3 being NEC.
  ///
  /// An index between 2 and 3 % has no grade in the wording; it is read as G1, as since 2017, and
  /// flagged. There is no well differentiated G3, and NEC are G3.
  public static let whoGEP2010 = GradingScheme(
    id: "who-gep-2010", aliases: ["who-2010"],
    title: "WHO classification of tumors of the digestive system, neuroendocrine neoplasms",
    edition: "4th edition, 2010",
    citation: "WHO Classification of Tumours of the Digestive System, 4th ed., IARC 2010",
    note: "2 to 3 % has no grade in the wording and is read as G1. G3 is always NEC.",
    family: .gastroenteropancreatic, isLegacy: true, ki67Bounds: gepKi67,
    ki67EstablishesLowest: true, mitosisBounds: gepMitoses, necrosisGrade: nil,
    categories: [.g1: .netG1, .g2: .netG2, .g3: .g3Of2010], carcinomaGrade: .g3,
    carcinomaNeedsMitoses: false,
    gaps: [Gap(bounds: [.above(2), .below(3)], flag: .ki67In2010Gap)], isNumbered: true,
    isForPancreasOnly: false)
}
