/** A byte that is no UTF-8, in a file that was read as text. */
const noText = '\ufffd'

/** Beginnings of files that are often taken for an XGBoost JSON model, as they read when taken for UTF-8 text. */
const beginnings: readonly { starts: readonly string[]; what: string }[] = [
  { starts: ['{L\0', '{U\0', '{i', '{l\0'], what: "XGBoost's binary form (UBJSON)" },
  { starts: ['binf', 'bs64'], what: 'a binary model of an old XGBoost' },
  { starts: ['tree\nversion=', 'tree\r\nversion='], what: 'a LightGBM model' },
  { starts: ['CBM1'], what: 'a CatBoost model' },
  { starts: ['\x02', '\x03', '\x04', '\x05'].map((protocol) => noText + protocol), what: 'a Python pickle' },
  { starts: ['PK\x03\x04'], what: 'a ZIP archive' },
  { starts: [`\x1f${noText}`], what: 'compressed with gzip' },
  { starts: ['booster['], what: "XGBoost's text dump, which has no base score" },
]

/** What a text is that is no JSON, where its first characters tell; undefined otherwise. */
export function foreignText(text: string): string | undefined {
  if (text.trim() === '') return 'empty'
  return beginnings.find(({ starts }) => starts.some((start) => text.startsWith(start)))?.what
}

/** What a JSON document is that is no model file of XGBoost, where its keys tell; undefined otherwise. */
export function foreignJson(document: unknown): string | undefined {
  if (Array.isArray(document)) {
    return hasKeys(document[0], ['nodeid']) ? "XGBoost's JSON dump, which has no base score" : undefined
  }
  if (hasKeys(document, ['tree_info', 'max_feature_idx'])) return "LightGBM's JSON dump"
  if (hasKeys(document, ['oblivious_trees']) || hasKeys(document, ['model_info', 'features_info'])) {
    return 'a CatBoost model'
  }
  return undefined
}

function hasKeys(value: unknown, keys: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && keys.every((key) => Object.hasOwn(value, key))
}
