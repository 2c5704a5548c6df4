export { leaveAnswer, type LeftAnswer } from './sqlite/answers.ts';
export { openSqliteJournal, type SqliteJournalOptions } from './sqlite/sqlite-journal.ts';
