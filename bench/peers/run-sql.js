/** One DuckDB process: `node run-sql.js <database> <options as JSON> <SQL>` runs the SQL and prints the last statement's rows as JSON. */
import { DuckDBInstance } from '@duckdb/node-api';

const [database, options = '{}', sql = ''] = process.argv.slice(2);
const instance = await DuckDBInstance.create(database, JSON.parse(options));
const connection = await instance.connect();
const reader = await connection.runAndReadAll(sql);
console.log(JSON.stringify(reader.getRowsJson()));
connection.closeSync();
instance.closeSync();
