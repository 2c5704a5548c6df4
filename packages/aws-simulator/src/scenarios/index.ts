export { createJupiter, populateJupiter } from './jupiter.ts';
export type { Jupiter, JupiterOptions, JupiterService } from './jupiter.ts';
export { createStory, STORY_START_MS } from './story.ts';
export type { Published, Story } from './story.ts';
