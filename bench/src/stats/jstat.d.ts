/** What the lab uses of jstat 1.9 (MIT, no dependencies), which ships without types. */
declare module 'jstat' {
  interface StudentT {
    /** Quantile: the value below which a share of `probability` lies. */
    inv(probability: number, degrees: number): number;
    /** Share below `value`. */
    cdf(value: number, degrees: number): number;
  }
  interface Normal {
    /** Share below `value`. */
    cdf(value: number, mean: number, deviation: number): number;
  }
  const jstat: { readonly jStat: { readonly studentt: StudentT; readonly normal: Normal } };
  export default jstat;
}
