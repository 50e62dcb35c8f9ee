/** For a child process, on any runtime: its parent's pipe, by which it knows that it is not alone. */

/** Run `end` when the parent is gone, however that ended. */
export function endWithParent(end: () => void): void {
  process.stdin.on('end', end)
  process.stdin.on('error', end)
  process.stdin.resume()
}
