/** What is used of it: https://jstat.github.io/distributions.html#jStat.studentt */
declare module 'jstat' {
  export const jStat: {
    studentt: {
      inv(probability: number, degrees_of_freedom: number): number
      cdf(value: number, degrees_of_freedom: number): number
    }
  }
}
