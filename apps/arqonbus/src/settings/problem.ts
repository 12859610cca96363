/** Something that stops the start: which setting, and what is wrong with it. It never holds a secret. */
export interface Problem {
  /** As whoever gave it would name it: the variable, the flag, the key in the file. */
  readonly setting: string
  readonly message: string
}
