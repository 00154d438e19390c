import Grading

/// What the category of a case means, from the project's source documents: education, not advice.
struct CategoryMeaning {
  /// What is explained, such as "NET G2".
  let title: String
  /// What is said about it.
  let sentences: [MeaningSentence]

  /// Explains the category of a record; without one, why the four categories need more than an index.
  init(of record: GradeRecord?) {
    let isGiven =
      record.map { [.assigned, .provisional, .notGraded].contains($0.outcome) } ?? false
    guard isGiven, let category = record?.category else {
      title = "A case without a settled category"
      sentences = Self.open
      return
    }
    title = category.name
    sentences =
      record?.scheme?.id == GradingScheme.whoHeadNeck2022.id
      ? Self.headAndNeck(category) : Self.sentences(about: category)
  }

  private static func sentences(about category: Category) -> [MeaningSentence] {
    switch category {
    case .netG1: netG1
    case .netG2: netG2
    case .netG3: netG3
    case .nec, .necSmallCell, .necLargeCell: carcinoma
    case .g3Of2010: legacyG3
    case .typicalCarcinoid, .atypicalCarcinoid: carcinoid(category)
    }
  }

  private static let netG1 = [
    MeaningSentence(
      "NET G1 is a well differentiated neuroendocrine tumor with a Ki-67 index below 3 %.",
      .guidelineAnswers),
    MeaningSentence("The mitotic rate is below 2 per 2 mm².", .whoReview),
    MeaningSentence(
      "Such tumors usually grow slowly and have the best outlook of the three grades.",
      .patientGuide),
    MeaningSentence(
      "The grade alone does not foretell the course: the stage belongs to it.", .guidelineAnswers),
  ]

  private static let netG2 = [
    MeaningSentence(
      "NET G2 is a well differentiated neuroendocrine tumor with a Ki-67 index from 3 to 20 %.",
      .guidelineAnswers),
    MeaningSentence(
      "A mitotic rate from 2 to 20 per 2 mm² gives the same grade, and the higher of both decides.",
      .whoReview),
    MeaningSentence("Its behavior lies between that of G1 and of G3.", .patientGuide),
    MeaningSentence(
      "On average a higher grade goes with a worse outcome.", .professionalPage, .patientGuide),
    MeaningSentence(
      "The grade alone does not foretell the course: the stage belongs to it.", .guidelineAnswers),
  ]

  private static let netG3 = [
    MeaningSentence(
      "NET G3 is a neuroendocrine tumor that is well differentiated and yet has a Ki-67 index above "
        + "20 %.", .guidelineAnswers),
    MeaningSentence("A mitotic rate above 20 per 2 mm² gives the same grade.", .whoReview),
    MeaningSentence("It behaves more aggressively than G1 and G2.", .patientGuide),
    MeaningSentence(
      "NET G3 and NEC share the range of Ki-67 but are different diseases: one is well, the other "
        + "poorly differentiated.", .guidelineAnswers, .patientGuide),
    MeaningSentence(
      "They are managed differently: NET G3 often responds to drugs that are used for lower grades, "
        + "whereas NEC is as a rule treated with platinum-based chemotherapy.", .patientGuide),
  ]

  private static let carcinoma = [
    MeaningSentence(
      "NEC is a poorly differentiated neuroendocrine carcinoma; its Ki-67 index is always above "
        + "20 %.", .guidelineAnswers),
    MeaningSentence(
      "The WHO classification of 2022 gives it no grade: it is high grade by definition.",
      .whoReview),
    MeaningSentence(
      "An older usage, still met with, calls it G3, which must not be taken for NET G3.",
      .professionalPage),
    MeaningSentence(
      "Its cells look very abnormal and divide fast, and it is more aggressive than any NET.",
      .patientGuide),
    MeaningSentence(
      "The outlook is guarded, much as in small cell lung cancer.", .patientGuide),
    MeaningSentence(
      "It is managed differently from NET G3: platinum-based chemotherapy is the rule, whereas NET "
        + "G3 often responds to drugs that are used for lower grades.", .patientGuide),
  ]

  private static let legacyG3 = [
    MeaningSentence(
      "In the older usage G3 means a poorly differentiated carcinoma, which is called NEC today.",
      .professionalPage),
    MeaningSentence(
      "Since then well differentiated tumors with a Ki-67 index above 20 % have a category of their "
        + "own, NET G3.", .guidelineAnswers),
    MeaningSentence(
      "The two are managed differently, so differentiation has to be stated.", .patientGuide),
  ]

  private static func carcinoid(_ category: Category) -> [MeaningSentence] {
    [
      category == .typicalCarcinoid
        ? MeaningSentence("Typical carcinoids of the lung grow slowly.", .patientGuide)
        : MeaningSentence(
          "Atypical carcinoids of the lung behave between typical carcinoids and carcinomas.",
          .patientGuide),
      MeaningSentence(
        "Mitoses per 2 mm² and necrosis tell them apart; Ki-67 is reported but does not classify.",
        .thoracicWHO),
      MeaningSentence(
        "About a quarter of all neuroendocrine tumors arise in lung and airways.", .patientGuide),
      MeaningSentence(
        "Small and large cell neuroendocrine carcinomas are the aggressive end of the range.",
        .patientGuide),
    ]
  }

  private static func headAndNeck(_ category: Category) -> [MeaningSentence] {
    [
      MeaningSentence(
        "In the head and neck, mitoses per 2 mm² (2 and 10) and necrosis separate the grades, and a "
          + "Ki-67 index above 20 % makes a well differentiated tumor G3.", .headNeckWHO),
      MeaningSentence(
        "Poorly differentiated tumors are carcinomas and not NET G3.", .headNeckWHO, .patientGuide),
      MeaningSentence(
        "On average a higher grade goes with a worse outcome.", .professionalPage, .patientGuide),
    ]
  }

  private static let open = [
    MeaningSentence(
      "Four categories are told apart: NET G1, NET G2 and NET G3, which are well differentiated, and "
        + "NEC, which is poorly differentiated.", .guidelineAnswers),
    MeaningSentence(
      "An index alone gives none of them: above 20 % it fits NET G3 and NEC alike.",
      .guidelineAnswers),
    MeaningSentence(
      "Site, differentiation and mitotic rate are therefore needed beside it.", .whoReview),
  ]
}
