/** What the catalogue holds for one error code: a sentence that says what is wrong, and one that says what to do. */
export interface CatalogueText {
  message: string;
  hint: string;
}

/** Builds the two sentences from the facts of one occurrence. */
export type CatalogueEntry<P> = (params: P) => CatalogueText;
