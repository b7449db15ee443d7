import { type Command, Option } from 'commander'

/** Of whatever prints CSV. */
export const spreadsheetOption = (): Option =>
  new Option('--spreadsheet', 'CSV in which no cell is a formula, for a spreadsheet')

/** The options that every command with a table takes. */
export function listOptions(command: Command): Command {
  return command
    .option('--columns <names>', 'columns to show, comma-separated')
    .option('--sort <column>', 'column to sort the page by; -column for descending')
    .option('--csv', 'print the rows as CSV')
    .addOption(spreadsheetOption().implies({ csv: true }))
}
