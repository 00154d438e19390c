extension PrimarySite {
  /// Sites whose neuroendocrine neoplasms are classified by other rules than mitoses and Ki-67
  /// with the cut-offs of the schemes here. They are known so that the refusal can give its reason.
  static let withoutScheme: [PrimarySite] = [
    refused(
      "pituitary", "pituitary", ["pituitary gland", "hypophysis", "adenohypophysis", "pitnet"],
      "pituitary neuroendocrine tumors are classified by cell lineage and carry no WHO grade"),
    refused(
      "paraganglioma", "paraganglioma",
      [
        "paraganglia", "paraganglion", "carotid body", "extra adrenal paraganglioma",
        "extraadrenal paraganglioma",
      ],
      "paragangliomas are not epithelial and carry no grade by Ki-67 and mitoses"),
    refused(
      "pheochromocytoma", "pheochromocytoma",
      ["phaeochromocytoma", "adrenal", "adrenal gland", "adrenal medulla", "adrenal glands"],
      "pheochromocytomas are paragangliomas of the adrenal and carry no grade by Ki-67 and mitoses"
    ),
    refused(
      "merkel", "Merkel cell carcinoma", ["merkel", "merkel cell", "skin", "cutaneous", "mcc"],
      "Merkel cell carcinoma is a carcinoma of the skin that is staged, not graded"),
    refused(
      "medullary_thyroid", "medullary thyroid carcinoma",
      ["medullary thyroid", "thyroid", "thyroid gland", "mtc", "medullary carcinoma of thyroid"],
      "medullary thyroid carcinoma has its own two-tier system (IMTCGS), with other cut-offs"),
    refused(
      "parathyroid", "parathyroid", ["parathyroid gland", "parathyroid glands"],
      "parathyroid tumors are classified by invasion, not by these schemes"),
    refused(
      "breast", "breast", ["mammary", "mamma", "mammary gland"],
      "neuroendocrine neoplasms of the breast are graded as breast carcinoma (Nottingham)"),
    refused("prostate", "prostate", ["prostatic", "prostate gland"], otherOrgan),
    refused(
      "urinary_tract", "urinary tract",
      ["kidney", "renal", "bladder", "urinary bladder", "ureter", "urethra"], otherOrgan),
    refused(
      "female_genital_tract", "female genital tract",
      [
        "ovary", "ovarian", "cervix", "uterine cervix", "cervix uteri", "cervical", "uterus",
        "endometrium", "endometrial", "vagina", "vulva", "fallopian tube",
      ], otherOrgan),
    refused("testis", "testis", ["testicle", "testicular", "testes"], otherOrgan),
  ]

  private static let otherOrgan =
    "none of the schemes here (gastroenteropancreatic, thoracic, head and neck) covers this organ"

  private static func refused(
    _ code: String, _ name: String, _ synonyms: [String], _ reason: String
  ) -> PrimarySite {
    PrimarySite(code, name, .withoutScheme, synonyms, refusal: reason)
  }
}
