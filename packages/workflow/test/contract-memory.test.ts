import { describeJournal } from './contract.ts';
import { createMemoryStage } from './story.ts';

describeJournal('memory', async () => createMemoryStage());
