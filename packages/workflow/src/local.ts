export { openSqliteJournal, type SqliteJournalOptions } from './sqlite/sqlite-journal.ts';
