/// What holds for every case: the categories, and what belongs to a diagnosis beside an index.
enum Background {
  /// A topic with what is said about it.
  struct Topic {
    /// Heading.
    let title: String
    /// What is said.
    let sentences: [MeaningSentence]

    /// Values for the template.
    var values: TemplateValues { ["title": title, "sentences": sentences.map(\.values)] }
  }

  /// All topics in order.
  static let topics = [categories, differentiation, mitoses, workUp, limits]

  private static let categories = Topic(
    title: "Four categories",
    sentences: [
      MeaningSentence(
        "The WHO classification of 2022 tells apart NET G1 (Ki-67 below 3 %), NET G2 (3 to 20 %) and "
          + "NET G3 (above 20 %), all well differentiated, and NEC, poorly differentiated and always "
          + "above 20 %.", .guidelineAnswers),
      MeaningSentence(
        "It is the basis of most decisions about therapy.", .guidelineAnswers),
      MeaningSentence(
        "NET G1 grows slowly, G2 lies between, G3 is more aggressive, NEC the most aggressive.",
        .patientGuide),
    ])

  private static let differentiation = Topic(
    title: "Why differentiation is needed",
    sentences: [
      MeaningSentence(
        "NETs are well differentiated by definition: their cells resemble those of the tissue that "
          + "they come from.", .professionalPage),
      MeaningSentence(
        "NET G3 and NEC have the same range of Ki-67, so that only differentiation parts them.",
        .guidelineAnswers),
      MeaningSentence(
        "The difference matters because the two are managed differently.", .patientGuide),
      MeaningSentence(
        "It is judged under the microscope on sections stained with hematoxylin and eosin.",
        .professionalPage),
    ])

  private static let mitoses = Topic(
    title: "Why mitoses are needed",
    sentences: [
      MeaningSentence("The grade rests on the Ki-67 index and on the mitotic rate.", .patientGuide),
      MeaningSentence(
        "Where they differ, the one that gives the higher grade decides.", .whoReview),
      MeaningSentence(
        "Mitoses are counted per 2 mm², because the size of a high-power field differs between "
          + "microscopes.", .countingMitoses),
    ])

  private static let workUp = Topic(
    title: "What the work-up adds",
    sentences: [
      MeaningSentence(
        "Grade and stage together define how a tumor behaves.", .guidelineAnswers),
      MeaningSentence(
        "Immunostains for synaptophysin and chromogranin confirm that a tumor is neuroendocrine.",
        .patientGuide),
      MeaningSentence(
        "A functioning tumor causes a syndrome by its hormones; most make none, and their symptoms "
          + "are vague.", .professionalPage),
      MeaningSentence(
        "Chromogranin A in blood supports the diagnosis and helps to follow it, but proton pump "
          + "inhibitors and kidney disease raise it too.", .patientGuide),
      MeaningSentence(
        "5-HIAA in the urine of 24 hours comes from serotonin and matters in carcinoid syndrome; some "
          + "foods and drugs disturb it.", .patientGuide),
      MeaningSentence(
        "Insulin, gastrin, glucagon and other hormones are measured where symptoms point to them.",
        .patientGuide),
      MeaningSentence(
        "Most tumors of gut, pancreas and lung carry somatostatin receptors, so that receptor imaging "
          + "shows where they are; it is central to diagnosis and follow-up.", .professionalPage),
      MeaningSentence(
        "A tenth to a fifth of cases belong to an inherited syndrome: MEN1, von Hippel-Lindau, "
          + "neurofibromatosis 1, or tuberous sclerosis.", .patientGuide),
      MeaningSentence(
        "Mutations of DAXX, ATRX and MEN1 occur in pancreatic tumors that are not inherited.",
        .patientGuide),
    ])

  private static let limits = Topic(
    title: "What the grade does not decide",
    sentences: [
      MeaningSentence(
        "Decisions are made for each patient by several disciplines together, by site, grade, extent, "
          + "pace of growth, function, receptor status, general condition and other diseases.",
        .professionalSummary),
      MeaningSentence(
        "Such statements describe groups of patients and cannot predict the course of one.",
        .patientGuide),
    ])
}
