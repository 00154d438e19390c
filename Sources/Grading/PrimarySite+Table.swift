extension PrimarySite {
  /// All sites that are understood, by family.
  public static let all: [PrimarySite] =
    gastroenteropancreatic + thoracic + headAndNeck + withoutScheme + [unknownPrimary]

  static let unknownPrimary = PrimarySite(
    "unknown_primary", "unknown primary", .unknownPrimary,
    ["cup", "cancer of unknown primary", "carcinoma of unknown primary", "primary unknown"])

  static let gastroenteropancreatic: [PrimarySite] = [
    PrimarySite(
      "esophagus", "esophagus", .gastroenteropancreatic,
      ["oesophagus", "esophageal", "oesophageal", "gastroesophageal junction", "gej"]),
    PrimarySite("stomach", "stomach", .gastroenteropancreatic, ["gastric"]),
    PrimarySite("duodenum", "duodenum", .gastroenteropancreatic, ["duodenal", "duodenal bulb"]),
    PrimarySite(
      "ampulla", "ampulla", .gastroenteropancreatic,
      ["ampullary", "ampulla of vater", "ampulla vater", "papilla of vater", "papilla"]),
    PrimarySite("jejunum", "jejunum", .gastroenteropancreatic, ["jejunal"]),
    PrimarySite("ileum", "ileum", .gastroenteropancreatic, ["ileal"]),
    PrimarySite(
      "small_bowel", "small bowel", .gastroenteropancreatic,
      [
        "small intestine", "small intestinal", "jejunum ileum", "jejunoileum", "jejunoileal", "si",
        "midgut", "meckel diverticulum", "meckel s diverticulum",
      ]),
    PrimarySite(
      "appendix", "appendix", .gastroenteropancreatic,
      ["appendiceal", "vermiform appendix", "appendix vermiformis"]),
    PrimarySite(
      "colon", "colon", .gastroenteropancreatic,
      [
        "colonic", "cecum", "caecum", "cecal", "caecal", "large bowel", "large intestine",
        "colorectum", "colorectal", "colon rectum", "colon and rectum", "ileocecal valve",
        "ileocaecal valve",
      ]),
    PrimarySite("rectum", "rectum", .gastroenteropancreatic, ["rectal", "rectosigmoid"]),
    PrimarySite("anus", "anus", .gastroenteropancreatic, ["anal", "anal canal"]),
    PrimarySite(
      "pancreas", "pancreas", .gastroenteropancreatic,
      ["pancreatic", "endocrine pancreas", "pannet", "pnet"]),
    PrimarySite(
      "gallbladder", "gallbladder", .gastroenteropancreatic, ["gall bladder"]),
    PrimarySite(
      "bile_duct", "bile duct", .gastroenteropancreatic,
      [
        "bile ducts", "biliary", "biliary tract", "biliary tree", "extrahepatic bile duct",
        "extrahepatic bile ducts", "intrahepatic bile duct", "common bile duct",
        "gallbladder biliary", "gallbladder and biliary tract",
      ]),
    PrimarySite("liver", "liver", .gastroenteropancreatic, ["hepatic"]),
    PrimarySite(
      "gep_unspecified", "gastroenteropancreatic, not specified", .gastroenteropancreatic,
      [
        "gep", "gep net", "gep nen", "gastroenteropancreatic", "gastro entero pancreatic", "gi",
        "gi tract", "gastrointestinal", "gastrointestinal tract", "gut", "digestive system",
      ]),
  ]

  static let thoracic: [PrimarySite] = [
    PrimarySite(
      "lung", "lung", .thoracic,
      [
        "lungs", "pulmonary", "bronchus", "bronchi", "bronchial", "bronchopulmonary",
        "bronchus lung", "bronchus and lung",
      ]),
    PrimarySite("thymus", "thymus", .thoracic, ["thymic"]),
  ]

  static let headAndNeck: [PrimarySite] = [
    PrimarySite(
      "larynx", "larynx", .headAndNeck, ["laryngeal", "supraglottis", "glottis", "epiglottis"]),
    PrimarySite(
      "sinonasal", "sinonasal tract", .headAndNeck,
      [
        "nasal cavity", "nose", "paranasal sinus", "paranasal sinuses", "nasal", "maxillary sinus",
        "ethmoid", "ethmoid sinus", "sphenoid sinus", "nasal cavity and paranasal sinuses",
      ]),
    PrimarySite(
      "pharynx", "pharynx", .headAndNeck,
      [
        "pharyngeal", "nasopharynx", "oropharynx", "hypopharynx", "tonsil", "base of tongue",
        "nasopharyngeal", "oropharyngeal", "hypopharyngeal",
      ]),
    PrimarySite(
      "oral_cavity", "oral cavity", .headAndNeck, ["mouth", "oral", "tongue", "palate", "lip"]),
    PrimarySite(
      "salivary_gland", "salivary gland", .headAndNeck,
      [
        "salivary glands", "salivary", "parotid", "parotid gland", "submandibular gland",
        "submandibular", "sublingual gland",
      ]),
    PrimarySite("middle_ear", "middle ear", .headAndNeck, ["ear"]),
    PrimarySite(
      "head_and_neck_unspecified", "head and neck, not specified", .headAndNeck,
      ["head and neck", "head neck", "h n", "hn"]),
  ]
}
