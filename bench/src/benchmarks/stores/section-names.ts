/** The sections of the benchmark, in the order in which they run and are printed. Bodies are in sections.ts. */
export const SECTION_NAMES = ['macro', 'operations', 'ladder', 'memory'] as const;
export type SectionName = (typeof SECTION_NAMES)[number];
