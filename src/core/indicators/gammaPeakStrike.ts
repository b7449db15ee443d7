import { gammaPeakIndicator } from './gammaPeak.ts'

export default gammaPeakIndicator('gamma_peak_strike')
