/** Whose processes: a run's random id, and the folder in which each of them was started. */
export interface RunIdentity {
  readonly id: string;
  readonly folder: string;
}

/** Name of the environment variable that carries the id. */
export const RUN_VARIABLE = 'LAB_RUN';
