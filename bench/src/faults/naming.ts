/** Words that the faults share. */

/** `6 s`, `1.5 s` */
export function seconds(ms: number): string {
  return `${ms / 1000} s`;
}

export function nodeName(spec: { readonly node: number }): string {
  return `node-${spec.node}`;
}
