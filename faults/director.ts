/** Lets the faults of a seed happen, each once, at the step and at the time that was drawn for it. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Action, Fault, Phase, Victim } from './plan.ts'
import type { Step } from './steps.ts'

export type Verdict = 'pass' | 'cut'

/** Asked by the proxies, before they pass something on and before they pass its answer back. */
export type Meet = (step: Step | undefined, phase: Phase) => Promise<Verdict>

interface Armed {
  fault: Fault
  seen: number
  is_over: boolean
}

export class Director {
  private armed: Armed[] = []
  /** What happened, in its order, for whoever reads a failure. */
  readonly happened: string[] = []

  constructor(private readonly kill: (victim: Victim) => Promise<void> | void) {}

  arm(faults: readonly Fault[]): void {
    this.happened.length = 0
    this.armed = faults.map((fault) => ({ fault, seen: 0, is_over: false }))
  }

  /** From now on everything passes. Answers the faults for which there was no occasion. */
  disarm(): Fault[] {
    const left = this.armed.filter(({ is_over }) => !is_over).map(({ fault }) => fault)
    this.armed = []
    return left
  }

  readonly meet: Meet = async (step, phase) => {
    if (step === undefined) return 'pass'
    let verdict: Verdict = 'pass'
    for (const one of this.armed) {
      const { fault } = one
      if (one.is_over || fault.step !== step || fault.phase !== phase || ++one.seen < fault.nth) continue
      one.is_over = true
      this.happened.push(faultText(fault))
      if ((await this.act(fault.action)) === 'cut') verdict = 'cut'
    }
    return verdict
  }

  private async act(action: Action): Promise<Verdict> {
    switch (action.kind) {
      case 'cut':
        return 'cut'
      case 'delay':
        await sleep(action.ms)
        return 'pass'
      case 'kill':
        await this.kill(action.victim)
        // The one who asked or the one who was asked may be gone: the rest happens by itself.
        return 'pass'
    }
  }
}

export function faultText({ step, nth, phase, action }: Fault): string {
  const what =
    action.kind === 'kill'
      ? `kill -9 ${action.victim}`
      : action.kind === 'delay'
        ? `delay by ${action.ms} ms`
        : 'cut'
  return `${what} ${phase} ${step} no. ${nth}`
}
