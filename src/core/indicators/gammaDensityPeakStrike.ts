import { gammaPeakIndicator } from './gammaPeak.ts'

export default gammaPeakIndicator('gamma_density_peak_strike')
