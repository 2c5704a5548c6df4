import { describeJournal } from './contract.ts';
import { createLambdaStage } from './lambda-stage.ts';

describeJournal('Lambda', async () => createLambdaStage());
