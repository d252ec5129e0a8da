//! An order of items in which those that name each other stand close together: ids are written as
//! gaps, so this is what makes a table small.
//!
//! First recursive graph bisection (Dhulipala and others, "Compressing Graphs and Indexes with
//! Recursive Graph Bisection", 2016) finds an order that is good on the whole; then items change
//! places as long as that makes gaps shorter, by threshold accepting (Dueck and Scheuer 1990).
//! Every weighing is in integers, so the order is the same on every machine.

use super::cost;
use crate::domain::ItemId;

/// Rounds of changing sides at one bisection.
const BISECTION_ROUNDS: usize = 20;

/// Trials of changing places, for each item; and at most in all, so that a large shop does not wait.
const TRIALS_PER_ITEM: u64 = 300;
const MOST_TRIALS: u64 = 6_000_000;

/// How much worse the order may become by one change, in bits times 2^16, at first: it sinks to 0.
const FIRST_THRESHOLD: i64 = 4 << 16;

/// The order in which to write items: for each place, the item's number in `rows`, which holds for
/// each item the numbers of those that its rules name. Numbers without an item are passed over.
///
/// Items that no rule names and that have none come last, in the order given. Takes some two
/// seconds for 4,000 items of 15 rules, ten for 100,000, and memory of a few times the rows.
#[must_use]
pub fn arrange(rows: &[Vec<ItemId>]) -> Vec<ItemId> {
    let nets = Nets::new(rows);
    let (mut order, alone): (Vec<u32>, Vec<u32>) =
        (0..rows.len() as u32).partition(|item| !nets.of(*item).is_empty());
    Bisection::new(&nets).run(&mut order);
    nets.improve(&mut order);
    order.extend(alone);
    order.into_iter().map(ItemId).collect()
}

/// An item and those that its rules name, for each item that has rules; and the transpose.
struct Nets {
    members: Vec<Vec<u32>>,
    of_item: Vec<Vec<u32>>,
    /// Binary logarithms, times 2^16, of the small numbers.
    logarithms: Vec<i64>,
}

impl Nets {
    fn new(rows: &[Vec<ItemId>]) -> Self {
        let mut of_item = vec![Vec::new(); rows.len()];
        let mut members = Vec::new();
        for (item, row) in (0_u32..).zip(rows) {
            let known = row.iter().map(|id| id.0);
            let mut net: Vec<u32> = known.filter(|id| (*id as usize) < rows.len()).collect();
            net.push(item);
            net.sort_unstable();
            net.dedup();
            if net.len() < 2 {
                continue;
            }
            for member in &net {
                if let Some(nets) = of_item.get_mut(*member as usize) {
                    nets.push(members.len() as u32);
                }
            }
            members.push(net);
        }
        Self {
            members,
            of_item,
            logarithms: (0..rows.len() as u32 + 2)
                .map(|value| cost::log2(value) as i64)
                .collect(),
        }
    }

    /// The nets that an item is in.
    fn of(&self, item: u32) -> &[u32] {
        self.of_item.get(item as usize).map_or(&[], Vec::as_slice)
    }

    fn log2(&self, value: u32) -> i64 {
        self.logarithms
            .get(value as usize)
            .copied()
            .unwrap_or_default()
    }

    /// Lets items change places where that makes the logarithms of gaps smaller.
    fn improve(&self, order: &mut [u32]) {
        let count = order.len() as u64;
        if count < 3 {
            return;
        }
        let mut place_of = vec![0_u32; self.of_item.len()];
        for (place, item) in (0..).zip(order.iter()) {
            set(&mut place_of, *item, place);
        }
        // Where the members of each net are, ascending.
        let mut places: Vec<Vec<u32>> = self
            .members
            .iter()
            .map(|net| {
                let mut places: Vec<_> = net.iter().map(|item| get(&place_of, *item)).collect();
                places.sort_unstable();
                places
            })
            .collect();

        let trials = (count * TRIALS_PER_ITEM).min(MOST_TRIALS);
        let mut random = Random(0x9E37_79B9_7F4A_7C15);
        for trial in 0..trials {
            let threshold = FIRST_THRESHOLD * (trials - trial) as i64 / trials as i64;
            let here = random.below(count) as u32;
            let item = get(order, here);
            let there = if random.below(2) == 0 {
                // Beside something that it shares a net with.
                let nets = self.of(item);
                let net = get(nets, random.below(nets.len() as u64) as u32);
                let members = places.get(net as usize).map_or(&[][..], Vec::as_slice);
                let beside = get(members, random.below(members.len() as u64) as u32);
                i64::from(beside) + random.below(8) as i64 - 4
            } else {
                // At some distance; as often a short as a long one.
                let most = 1 << random.below(10);
                let distance = 1 + random.below(most) as i64;
                let is_before = random.below(2) == 0;
                i64::from(here) + if is_before { -distance } else { distance }
            };
            let there = there.clamp(0, count as i64 - 1) as u32;
            if here == there {
                continue;
            }
            let other = get(order, there);
            let worse =
                self.change(&places, item, here, there) + self.change(&places, other, there, here);
            if worse < threshold {
                set(order, here, other);
                set(order, there, item);
                replace(&mut places, self.of(item), here, there);
                replace(&mut places, self.of(other), there, here);
            }
        }
    }

    /// What it costs that an item goes from `here` to `there`, in the nets that what is there is not
    /// in: those of both stay as they are.
    fn change(&self, places: &[Vec<u32>], item: u32, here: u32, there: u32) -> i64 {
        let mut worse = 0;
        let nets = self.of(item).iter();
        for places in nets.filter_map(|net| places.get(*net as usize)) {
            let (mut below_here, mut below_there) = (0_u32, 0_u32);
            for place in places {
                below_here += u32::from(*place < here);
                below_there += u32::from(*place < there);
            }
            let at = |place: u32| places.get(place as usize).copied();
            let before = below_here.checked_sub(1).and_then(at);
            let after = at(below_here + 1);
            let mut new_before = below_there.checked_sub(1).and_then(at);
            let mut new_after = at(below_there);
            if new_after == Some(there) {
                continue;
            }
            // The item is no longer where it was.
            if new_before == Some(here) {
                new_before = below_there.checked_sub(2).and_then(at);
            }
            if new_after == Some(here) {
                new_after = at(below_there + 1);
            }
            worse += self.split(new_before, there, new_after) - self.split(before, here, after);
        }
        worse
    }

    /// What a gap costs more for being split in two at a place.
    fn split(&self, before: Option<u32>, place: u32, after: Option<u32>) -> i64 {
        let low = before.map_or(0, |before| self.log2(place - before));
        let high = after.map_or(0, |after| self.log2(after - place));
        let whole = before
            .zip(after)
            .map_or(0, |(before, after)| self.log2(after - before));
        low + high - whole
    }
}

/// Halving an order again and again, so that nets lie in one half rather than in both.
struct Bisection<'a> {
    nets: &'a Nets,
    /// Members of each net in the left and the right half; zero between bisections.
    counts: Vec<[u32; 2]>,
}

impl<'a> Bisection<'a> {
    fn new(nets: &'a Nets) -> Self {
        Self {
            nets,
            counts: vec![[0; 2]; nets.members.len()],
        }
    }

    fn run(&mut self, order: &mut [u32]) {
        if order.len() < 4 {
            return;
        }
        let (left, right) = order.split_at_mut(order.len() / 2);
        self.count(left, 0, 1);
        self.count(right, 1, 1);
        let sizes = [
            self.nets.log2(left.len() as u32),
            self.nets.log2(right.len() as u32),
        ];
        for _ in 0..BISECTION_ROUNDS {
            let from_left = self.gains(left, sizes, 0);
            let from_right = self.gains(right, sizes, 1);
            let mut changed = false;
            for ((gain, place), (other_gain, other_place)) in from_left.iter().zip(&from_right) {
                if gain + other_gain <= 0 {
                    break;
                }
                let (item, other) = (get(left, *place), get(right, *other_place));
                set(left, *place, other);
                set(right, *other_place, item);
                self.move_item(item, 0);
                self.move_item(other, 1);
                changed = true;
            }
            if !changed {
                break;
            }
        }
        self.count(left, 0, 0);
        self.count(right, 1, 0);
        self.run(left);
        self.run(right);
    }

    /// Counts the items of a half, or sets their counts to zero.
    fn count(&mut self, items: &[u32], half: usize, step: u32) {
        for net in items.iter().flat_map(|item| self.nets.of(*item)) {
            let counts = self.counts.get_mut(*net as usize);
            if let Some(count) = counts.and_then(|counts| counts.get_mut(half)) {
                *count = (*count + 1) * step;
            }
        }
    }

    fn move_item(&mut self, item: u32, from: usize) {
        for net in self.nets.of(item) {
            if let Some([left, right]) = self.counts.get_mut(*net as usize) {
                let (from, to) = if from == 0 {
                    (left, right)
                } else {
                    (right, left)
                };
                *from -= 1;
                *to += 1;
            }
        }
    }

    /// What each item of a half gains by going over, the greatest gain first.
    fn gains(&self, items: &[u32], sizes: [i64; 2], from: usize) -> Vec<(i64, u32)> {
        let [own, far] = if from == 0 {
            sizes
        } else {
            [sizes[1], sizes[0]]
        };
        let cost = |here: u32, there: u32| {
            i64::from(here) * (own - self.nets.log2(here + 1))
                + i64::from(there) * (far - self.nets.log2(there + 1))
        };
        let gain = |item: &u32| {
            let counts = self.nets.of(*item).iter();
            let counts = counts.filter_map(|net| self.counts.get(*net as usize));
            counts
                .map(|&[left, right]| {
                    let (here, there) = if from == 0 {
                        (left, right)
                    } else {
                        (right, left)
                    };
                    cost(here, there) - cost(here.saturating_sub(1), there + 1)
                })
                .sum()
        };
        let mut gains: Vec<(i64, u32)> = items.iter().map(gain).zip(0..).collect();
        gains.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        gains
    }
}

/// Puts one place instead of another into those of some nets that do not hold it yet.
fn replace(places: &mut [Vec<u32>], nets: &[u32], old: u32, new: u32) {
    for net in nets {
        if let Some(places) = places.get_mut(*net as usize)
            && !places.contains(&new)
            && let Some(place) = places.iter_mut().find(|place| **place == old)
        {
            *place = new;
            places.sort_unstable();
        }
    }
}

fn get(values: &[u32], place: u32) -> u32 {
    values.get(place as usize).copied().unwrap_or_default()
}

fn set(values: &mut [u32], place: u32, value: u32) {
    if let Some(slot) = values.get_mut(place as usize) {
        *slot = value;
    }
}

/// Marsaglia's xorshift64*: the same sequence for every table.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32;
        (high * end) >> 32
    }
}
