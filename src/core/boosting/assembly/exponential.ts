// e^x for two numbers at once, by additions and multiplications alone: the same bits on every machine, as no
// library function promises. x = k ln 2 + r, |r| <= ln 2 / 2; e^r by its Taylor series up to r^8, the rest of
// which is below 3e-10 and so far below what gradients are rounded to. Source of the splitting of ln 2: Cody and Waite,
// Software Manual for the Elementary Functions (1980).

const log2e: f64 = 1.4426950408889634
const ln2High: f64 = 0.6931471803691238
const ln2Low: f64 = 1.9082149292705877e-10

// @ts-ignore: decorator
@inline
export function exponential(x: v128): v128 {
  const bounded = f64x2.max(f64x2.min(x, f64x2.splat(700)), f64x2.splat(-700))
  const k = f64x2.nearest(f64x2.mul(bounded, f64x2.splat(log2e)))
  const r = f64x2.sub(
    f64x2.sub(bounded, f64x2.mul(k, f64x2.splat(ln2High))),
    f64x2.mul(k, f64x2.splat(ln2Low)),
  )
  let p = f64x2.splat(2.48015873015873e-5)
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.984126984126984e-4))
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.3888888888888889e-3))
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(8.333333333333333e-3))
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(4.1666666666666664e-2))
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.6666666666666666e-1))
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(0.5))
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1))
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1))
  // 2^k: its exponent bits, made from k as an integer.
  const exponent = i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(k))
  return f64x2.mul(p, i64x2.shl(i64x2.add(exponent, i64x2.splat(1023)), 52))
}
