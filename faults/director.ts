/** Lets the faults of a seed happen, each once, at the step and at the time that was drawn for it. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Action, Fault, Phase, Victim } from './combinations.ts'
import type { Step } from './steps.ts'

/** `late`: it goes on, whoever has given up on it meanwhile. */
export type Verdict = 'pass' | 'cut' | 'late'

/** Asked by the proxies, before they pass something on and before they pass its answer back. */
export type Meet = (step: Step | undefined, phase: Phase) => Promise<Verdict>

interface Armed {
  fault: Fault
  seen: number
  is_over: boolean
}

export class Director {
  private armed: Armed[] = []
  /** What happened, in its order. */
  readonly happened: Fault[] = []
  private readonly kills = new Map<Victim, Date>()

  constructor(private readonly kill: (victim: Victim) => Promise<void> | void) {}

  arm(faults: readonly Fault[]): void {
    this.happened.length = 0
    this.kills.clear()
    this.armed = faults.map((fault) => ({ fault, seen: 0, is_over: false }))
  }

  /** Faults whose occasion may yet come. */
  get left(): number {
    return this.armed.filter(({ is_over }) => !is_over).length
  }

  /** From now on everything passes. Answers the faults for which there was no occasion. */
  disarm(): Fault[] {
    const left = this.armed.filter(({ is_over }) => !is_over).map(({ fault }) => fault)
    this.armed = []
    return left
  }

  /** When any of them was killed for the last time. */
  lastKill(...victims: Victim[]): Date | undefined {
    return victims
      .flatMap((victim) => this.kills.get(victim) ?? [])
      .toSorted((a, b) => a.getTime() - b.getTime())
      .at(-1)
  }

  readonly meet: Meet = async (step, phase) => {
    if (step === undefined) return 'pass'
    let verdict: Verdict = 'pass'
    for (const one of this.armed) {
      const { fault } = one
      if (one.is_over || fault.step !== step || fault.phase !== phase || ++one.seen < fault.nth) continue
      one.is_over = true
      this.happened.push(fault)
      const own = await this.act(fault.action)
      if (own === 'cut' || (own === 'late' && verdict === 'pass')) verdict = own
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
      case 'stall':
        await sleep(action.ms)
        return 'late'
      case 'kill':
        await this.kill(action.victim)
        this.kills.set(action.victim, new Date())
        // The one who asked or the one who was asked may be gone: the rest happens by itself.
        return 'pass'
    }
  }
}

export function faultText({ step, nth, phase, action }: Fault): string {
  const what =
    action.kind === 'kill'
      ? `kill -9 ${action.victim}`
      : action.kind === 'cut'
        ? 'cut'
        : `${action.kind} by ${action.ms} ms`
  return `${what} ${phase} ${step} no. ${nth}`
}
