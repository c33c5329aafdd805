import type { GuidelinePack } from './assess/checklist.ts';
import { loadGuidelines } from './assess/load-guidelines.ts';

/** The guidelines that come with Lintel. The build puts their value here, because reading YAML takes longer than a small run. */
export const builtInGuidelines = (): Promise<GuidelinePack> => loadGuidelines();
