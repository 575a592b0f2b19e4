/** Errors that people see. A `LabError` prints its message and hint; anything else is a bug and prints a stack. */
export const EXIT = {
  pass: 0,
  failed: 1,
  unknown: 2,
  usage: 64,
  bug: 70,
  unavailable: 75,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Every code of a {@link LabError}, with its exit code. Documented in bench/README.md; a test holds both together. */
export const ERRORS = {
  LAB_USAGE: EXIT.usage,
  LAB_SCENARIO_INVALID: EXIT.usage,
  LAB_SCENARIO_NOT_FOUND: EXIT.usage,
  LAB_DESIGN_UNKNOWN: EXIT.usage,
  LAB_RUN_NOT_FOUND: EXIT.usage,
  LAB_RUN_UNREADABLE: EXIT.usage,
  LAB_TARGET_REFUSED: EXIT.usage,
  LAB_TARGET_UNREACHABLE: EXIT.unavailable,
  LAB_TARGET_UNFIT: EXIT.unavailable,
  LAB_FOLDER_UNWRITABLE: EXIT.unavailable,
  LAB_DISK_FULL: EXIT.unavailable,
  LAB_PROGRAM_MISSING: EXIT.unavailable,
  LAB_PROGRAM_UNFIT: EXIT.unavailable,
  LAB_PORT_OCCUPIED: EXIT.unavailable,
  LAB_NOT_READY: EXIT.unavailable,
  LAB_PROCESS_DIED: EXIT.unavailable,
  LAB_PLATFORM: EXIT.unavailable,
  LAB_GENERATOR_DIED: EXIT.bug,
  LAB_MEASUREMENT_VOID: EXIT.unknown,
  LAB_INTERRUPTED: EXIT.interrupted,
} as const satisfies Record<string, ExitCode>;
export type ErrorCode = keyof typeof ERRORS;

export class LabError extends Error {
  override readonly name = 'LabError';
  readonly code: ErrorCode;
  readonly hint: string | null;
  readonly exitCode: ExitCode;

  constructor(code: ErrorCode, message: string, hint: string | null = null, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.hint = hint;
    this.exitCode = ERRORS[code];
  }
}
