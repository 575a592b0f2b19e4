/** CPU time and memory peaks of this process. */
import { getHeapStatistics } from 'node:v8';

export interface Gauges {
  read(): { readonly cpuSeconds: number; readonly rssPeakBytes: number; readonly heapPeakBytes: number };
}

/** The heap has no peak of its own to ask for: it is sampled this often, milliseconds. */
const HEAP_SAMPLE_MS = 250;
const MICROSECONDS = 1e6;
const KIBIBYTE = 1024;

export function openGauges({ cpuUsage, resourceUsage }: Pick<NodeJS.Process, 'cpuUsage' | 'resourceUsage'>): Gauges {
  let heapPeakBytes = 0;
  const sample = (): void => {
    heapPeakBytes = Math.max(heapPeakBytes, getHeapStatistics().used_heap_size);
  };
  setInterval(sample, HEAP_SAMPLE_MS).unref();
  return {
    read: () => {
      sample();
      const { user, system } = cpuUsage();
      return {
        cpuSeconds: (user + system) / MICROSECONDS,
        rssPeakBytes: resourceUsage().maxRSS * KIBIBYTE,
        heapPeakBytes,
      };
    },
  };
}
