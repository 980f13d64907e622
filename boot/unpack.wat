;; Raw LZMA to bytes, and before it letters to bytes. As WebAssembly, because it decides millions of bits one after the
;; other, and JavaScript is slow until it has run for a while. boot/unpack.js holds this assembled, and calls it.
;;
;; What is decided when is that of the LZMA SDK's specification, with lc = 3, lp = 0, pb = 0. Addresses and
;; distances between odds are in bytes: an odd has two.
(module
  ;; The odds are at 0; behind them, from 16384 on, what is unpacked, and behind that what comes out of it.
  (memory (export "memory") 1)

  ;; Where the odds of each kind of decision begin.
  (global $IS_MATCH i32 (i32.const 0))
  (global $IS_REPEAT i32 (i32.const 24))
  (global $IS_OLDER i32 (i32.const 48))
  (global $IS_THIRD i32 (i32.const 72))
  (global $IS_FOURTH i32 (i32.const 96))
  (global $IS_LONG i32 (i32.const 120))
  (global $SLOT i32 (i32.const 144))
  (global $DISTANCE i32 (i32.const 656))
  (global $ALIGN i32 (i32.const 886))
  (global $LENGTH i32 (i32.const 918))
  (global $REPEAT_LENGTH i32 (i32.const 1466))
  (global $LITERAL i32 (i32.const 2014))
  (global $ODDS_END i32 (i32.const 14304))

  (global $range (mut i32) (i32.const -1))
  (global $code (mut i32) (i32.const 0))
  ;; The next byte to read, the first and the next one to write.
  (global $in (mut i32) (i32.const 0))
  (global $first (mut i32) (i32.const 0))
  (global $out (mut i32) (i32.const 0))
  ;; Where all of it ends.
  (global $end (mut i32) (i32.const 0))
  ;; What was decided last, and how far back the last four copies came from.
  (global $state (mut i32) (i32.const 0))
  (global $back (mut i32) (i32.const 0))
  (global $older (mut i32) (i32.const 0))
  (global $third (mut i32) (i32.const 0))
  (global $fourth (mut i32) (i32.const 0))

  ;; One byte more of the code.
  (func $next
    (global.set $code
      (i32.or (i32.shl (global.get $code) (i32.const 8)) (i32.load8_u (global.get $in))))
    (global.set $in (i32.add (global.get $in) (i32.const 1))))

  ;; The range is narrowed to the decided part, and kept above 24 bits.
  (func $narrow (param $range i32)
    (if (i32.eqz (i32.shr_u (local.get $range) (i32.const 24)))
      (then
        (local.set $range (i32.shl (local.get $range) (i32.const 8)))
        (call $next)))
    (global.set $range (local.get $range)))

  ;; Without a branch on what is decided: half of those would be foreseen wrongly.
  (func $bit (param $which i32) (result i32)
    (local $odd i32)
    (local $bound i32)
    (local $rest i32)
    ;; All ones for a 0, and 0 for a 1.
    (local $zero i32)
    (local.set $odd (i32.load16_u (local.get $which)))
    (local.set $bound (i32.mul (i32.shr_u (global.get $range) (i32.const 11)) (local.get $odd)))
    (local.set $rest (i32.sub (global.get $range) (local.get $bound)))
    (local.set $zero (i32.sub (i32.const 0) (i32.lt_u (global.get $code) (local.get $bound))))
    ;; A 32nd nearer to 2048 after a 0, rounded down, and to 0 after a 1.
    (i32.store16 (local.get $which)
      (i32.sub (local.get $odd)
        (i32.shr_s (i32.add (local.get $odd) (i32.and (local.get $zero) (i32.const -2017))) (i32.const 5))))
    (global.set $code
      (i32.sub (global.get $code) (i32.and (local.get $bound) (i32.xor (local.get $zero) (i32.const -1)))))
    (call $narrow
      (i32.xor (local.get $rest)
        (i32.and (i32.xor (local.get $rest) (local.get $bound)) (local.get $zero))))
    (i32.add (local.get $zero) (i32.const 1)))

  ;; `found` with one more bit behind it, whose odds `base` has for every `found`.
  (func $grown (param $base i32) (param $found i32) (result i32)
    (i32.or
      (i32.shl (local.get $found) (i32.const 1))
      (call $bit (i32.add (local.get $base) (i32.shl (local.get $found) (i32.const 1))))))

  ;; The highest bit first; each has odds of its own for what came before it.
  (func $tree (param $base i32) (param $bits i32) (result i32)
    (local $found i32)
    (local $end i32)
    (local.set $found (i32.const 1))
    (local.set $end (i32.shl (i32.const 1) (local.get $bits)))
    (loop $more
      (local.set $found (call $grown (local.get $base) (local.get $found)))
      (br_if $more (i32.lt_u (local.get $found) (local.get $end))))
    (i32.sub (local.get $found) (local.get $end)))

  ;; The lowest bit first.
  (func $reversed (param $base i32) (param $bits i32) (result i32)
    (local $found i32)
    (local $node i32)
    (local $at i32)
    (local.set $node (i32.const 1))
    (loop $more
      (local.set $node (call $grown (local.get $base) (local.get $node)))
      (local.set $found
        (i32.or (local.get $found)
          (i32.shl (i32.and (local.get $node) (i32.const 1)) (local.get $at))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $more (i32.lt_u (local.get $at) (local.get $bits))))
    (local.get $found))

  ;; Bits as likely one as the other.
  (func $even (param $bits i32) (result i32)
    (local $found i32)
    (local $half i32)
    (loop $more
      (local.set $half (i32.shr_u (global.get $range) (i32.const 1)))
      (local.set $found (i32.shl (local.get $found) (i32.const 1)))
      (if (i32.ge_u (global.get $code) (local.get $half))
        (then
          (global.set $code (i32.sub (global.get $code) (local.get $half)))
          (local.set $found (i32.or (local.get $found) (i32.const 1)))))
      (call $narrow (local.get $half))
      (local.set $bits (i32.sub (local.get $bits) (i32.const 1)))
      (br_if $more (local.get $bits)))
    (local.get $found))

  (func $length (param $base i32) (result i32)
    (if (i32.eqz (call $bit (local.get $base)))
      (then
        (return (i32.add (i32.const 2)
          (call $tree (i32.add (local.get $base) (i32.const 4)) (i32.const 3))))))
    (if (i32.eqz (call $bit (i32.add (local.get $base) (i32.const 2))))
      (then
        (return (i32.add (i32.const 10)
          (call $tree (i32.add (local.get $base) (i32.const 20)) (i32.const 3))))))
    (i32.add (i32.const 18)
      (call $tree (i32.add (local.get $base) (i32.const 36)) (i32.const 8))))

  (func $distance (param $long i32) (result i32)
    (local $slot i32)
    (local $bits i32)
    (local $high i32)
    ;; Lengths of 2, 3, 4 and more have odds of their own.
    (local.set $long (i32.sub (local.get $long) (i32.const 2)))
    (if (i32.gt_u (local.get $long) (i32.const 3)) (then (local.set $long (i32.const 3))))
    (local.set $slot
      (call $tree (i32.add (global.get $SLOT) (i32.shl (local.get $long) (i32.const 7))) (i32.const 6)))
    (if (i32.lt_u (local.get $slot) (i32.const 4)) (then (return (local.get $slot))))
    (local.set $bits (i32.sub (i32.shr_u (local.get $slot) (i32.const 1)) (i32.const 1)))
    (local.set $high
      (i32.shl
        (i32.or (i32.const 2) (i32.and (local.get $slot) (i32.const 1)))
        (local.get $bits)))
    (if (i32.lt_u (local.get $slot) (i32.const 14))
      (then
        (return (i32.add (local.get $high)
          (call $reversed
            (i32.add (global.get $DISTANCE)
              (i32.shl (i32.sub (local.get $high) (local.get $slot)) (i32.const 1)))
            (local.get $bits))))))
    (local.set $high
      (i32.add (local.get $high)
        (i32.shl (call $even (i32.sub (local.get $bits) (i32.const 4))) (i32.const 4))))
    (i32.add (local.get $high) (call $reversed (global.get $ALIGN) (i32.const 4))))

  (func $literal
    (local $base i32)
    (local $found i32)
    (local $expected i32)
    (local $unlikely i32)
    (local.set $base (global.get $LITERAL))
    (if (i32.gt_u (global.get $out) (global.get $first))
      (then
        (local.set $base
          (i32.add (local.get $base)
            (i32.mul (i32.const 1536)
              (i32.shr_u
                (i32.load8_u (i32.sub (global.get $out) (i32.const 1)))
                (i32.const 5)))))))
    (local.set $found (i32.const 1))
    (if (i32.ge_u (global.get $state) (i32.const 7))
      (then
        ;; After a copy, the byte that would have been copied next says what is unlikely.
        (local.set $unlikely
          (i32.load8_u
            (i32.sub (i32.sub (global.get $out) (global.get $back)) (i32.const 1))))
        (loop $same
          (local.set $expected
            (i32.and (i32.shr_u (local.get $unlikely) (i32.const 7)) (i32.const 1)))
          (local.set $unlikely (i32.shl (local.get $unlikely) (i32.const 1)))
          (local.set $found
            (call $grown
              (i32.add (local.get $base)
                (i32.shl (i32.add (i32.const 1) (local.get $expected)) (i32.const 9)))
              (local.get $found)))
          (br_if $same
            (i32.and
              (i32.eq (i32.and (local.get $found) (i32.const 1)) (local.get $expected))
              (i32.lt_u (local.get $found) (i32.const 256)))))))
    (block $whole
      (loop $more
        (br_if $whole (i32.ge_u (local.get $found) (i32.const 256)))
        (local.set $found (call $grown (local.get $base) (local.get $found)))
        (br $more)))
    (i32.store8 (global.get $out) (local.get $found))
    (global.set $out (i32.add (global.get $out) (i32.const 1)))
    (global.set $state
      (select
        (i32.const 0)
        (i32.sub (global.get $state)
          (select (i32.const 3) (i32.const 6) (i32.lt_u (global.get $state) (i32.const 10))))
        (i32.lt_u (global.get $state) (i32.const 4)))))

  ;; The odds of `base` for the state.
  (func $decides (param $base i32) (result i32)
    (call $bit (i32.add (local.get $base) (i32.shl (global.get $state) (i32.const 1)))))

  ;; `$state` after a copy of a kind, by whether a literal came before it.
  (func $after (param $literal i32) (param $copy i32)
    (global.set $state
      (select (local.get $literal) (local.get $copy) (i32.lt_u (global.get $state) (i32.const 7)))))

  ;; How long the next copy is; from where is `$back` by then.
  (func $copied (result i32)
    (local $long i32)
    (local $again i32)
    (if (i32.eqz (call $decides (global.get $IS_REPEAT)))
      (then
        (local.set $long (call $length (global.get $LENGTH)))
        (global.set $fourth (global.get $third))
        (global.set $third (global.get $older))
        (global.set $older (global.get $back))
        (global.set $back (call $distance (local.get $long)))
        (call $after (i32.const 7) (i32.const 10))
        (return (local.get $long))))
    (if (i32.eqz (call $decides (global.get $IS_OLDER)))
      (then
        (if (i32.eqz (call $decides (global.get $IS_LONG)))
          (then
            (call $after (i32.const 9) (i32.const 11))
            (return (i32.const 1)))))
      (else
        (local.set $again (global.get $older))
        (if (call $decides (global.get $IS_THIRD))
          (then
            (local.set $again (global.get $third))
            (if (call $decides (global.get $IS_FOURTH))
              (then
                (local.set $again (global.get $fourth))
                (global.set $fourth (global.get $third))))
            (global.set $third (global.get $older))))
        (global.set $older (global.get $back))
        (global.set $back (local.get $again))))
    (call $after (i32.const 8) (i32.const 11))
    (call $length (global.get $REPEAT_LENGTH)))

  ;; Three letters of two bytes each stand for 47 bits, the highest digit first; the first letter is U+0100.
  (func $bytes (param $from i32) (param $end i32)
    (local $to i32)
    (local $digits i32)
    (local $group i64)
    (local $held i64)
    (local $bits i32)
    (local.set $to (local.get $from))
    (loop $more
      (local.set $group (i64.const 0))
      (local.set $digits (i32.const 3))
      (loop $digit
        (local.set $group
          (i64.add
            (i64.mul (local.get $group) (i64.const 52016))
            (i64.sub (i64.load16_u (local.get $from)) (i64.const 0x100))))
        (local.set $from (i32.add (local.get $from) (i32.const 2)))
        (local.set $digits (i32.sub (local.get $digits) (i32.const 1)))
        (br_if $digit (local.get $digits)))
      ;; What was stored stays above, where it does no harm.
      (local.set $held (i64.or (i64.shl (local.get $held) (i64.const 47)) (local.get $group)))
      (local.set $bits (i32.add (local.get $bits) (i32.const 47)))
      (loop $byte
        (local.set $bits (i32.sub (local.get $bits) (i32.const 8)))
        (i64.store8 (local.get $to)
          (i64.shr_u (local.get $held) (i64.extend_i32_u (local.get $bits))))
        (local.set $to (i32.add (local.get $to) (i32.const 1)))
        (br_if $byte (i32.ge_u (local.get $bits) (i32.const 8))))
      (br_if $more (i32.lt_u (local.get $from) (local.get $end)))))

  ;; Takes the letters from `from` up to `to`, of which `size` bytes are to come out, from `to` on. Once for each
  ;; instance.
  (func (export "begin") (param $from i32) (param $to i32) (param $size i32)
    (local $at i32)
    (call $bytes (local.get $from) (local.get $to))
    (loop $more
      ;; Two odds of one half.
      (i32.store (local.get $at) (i32.const 0x04000400))
      (local.set $at (i32.add (local.get $at) (i32.const 4)))
      (br_if $more (i32.lt_u (local.get $at) (global.get $ODDS_END))))
    (global.set $in (i32.add (local.get $from) (i32.const 1)))
    (call $next)
    (call $next)
    (call $next)
    (call $next)
    (global.set $first (local.get $to))
    (global.set $out (local.get $to))
    (global.set $end (i32.add (local.get $to) (local.get $size))))

  ;; Goes on until what comes out reaches `limit`, which is never beyond the end.
  (func (export "unpack") (param $limit i32)
    (local $at i32)
    (loop $more
      (if (call $decides (global.get $IS_MATCH))
        (then
          (local.set $at (i32.add (global.get $out) (call $copied)))
          (if (i32.gt_u (local.get $at) (global.get $end)) (then (local.set $at (global.get $end))))
          (loop $copy
            (i32.store8 (global.get $out)
              (i32.load8_u
                (i32.sub (i32.sub (global.get $out) (global.get $back)) (i32.const 1))))
            (global.set $out (i32.add (global.get $out) (i32.const 1)))
            (br_if $copy (i32.lt_u (global.get $out) (local.get $at)))))
        (else (call $literal)))
      (br_if $more (i32.lt_u (global.get $out) (local.get $limit))))))
