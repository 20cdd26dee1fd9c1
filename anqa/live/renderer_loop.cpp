#include <algorithm>
#include <functional>
#include <stdexcept>

#include "anqa/live/internal/scratch.hpp"
#include "anqa/live/renderer.hpp"
#include "anqa/live/stream.hpp"
#include "anqa/term/json.hpp"

namespace anqa {

namespace {

/// Reads the list's words that Print describes.
struct OldRows {
  std::uint32_t count;
  std::uint32_t width;
  const std::uint64_t* first;
  const std::uint64_t* widths = nullptr;

  explicit OldRows(const std::uint64_t* words)
      : count(static_cast<std::uint32_t>(words[0] >> 32U)),
        width(static_cast<std::uint32_t>(words[0])),
        first(words + 1) {
    if (width != Print::ragged) return;
    widths = words + 2 + words[1];
    ++first;
  }

  std::uint32_t width_of(std::uint32_t row) const {
    return widths == nullptr ? width : static_cast<std::uint32_t>(widths[row / 2] >> (row % 2 * 32U));
  }
};

}  // namespace

Renderer::Loop::Loop(Renderer& renderer, const Statics& statics, const StreamChanges* stream)
    : r_(renderer),
      frame_{.parent = r_.frame_, .statics = &statics, .kind = Frame::Kind::loop, .was_full = r_.full_},
      entry_{.parent = &frame_, .statics = &statics, .kind = Frame::Kind::entry, .was_full = r_.full_},
      was_by_value_(r_.by_value_),
      stream_(stream) {
  if (!r_.json_) return;
  auto& tape = r_.scratch_->tape;
  if (r_.by_value_) {
    header_ = tape.size();
    tape.push_back(0);
    if (!r_.full_) {
      const std::uint64_t held = *r_.old_++;
      old_end_ = r_.old_ + (held & 0xffffffffU);
      known_ = held >> 32U == statics.short_print();
      held_something_ = held != 0;
      old_rows_ = r_.old_;
    }
  } else {
    print_ = &r_.print_->kids[frame_.parent->kid];
    known_ = print_->fingerprint == statics.fingerprint;
    old_rows_ = print_->tape.get();
  }
  if (known_ && old_rows_ != nullptr && stream_ == nullptr) {
    const OldRows old(old_rows_);
    old_count_ = old.count;
    old_cursor_ = old.first;
  }
  rows_at_ = tape.size();
  tape.push_back(0);
  rows_ = &r_.scratch_->enter_loop();
  r_.by_value_ = true;
}

Renderer::Loop::~Loop() = default;

void Renderer::Loop::entry() { start_entry(nullptr, Rows::none); }

void Renderer::Loop::begin_entry(std::uint64_t key) {
  if (!r_.json_) {
    r_.frame_ = &entry_;
    return;
  }
  if (stream_ != nullptr) return start_entry(nullptr, Rows::none);
  if (known_ && !rows_->active && count_ < old_count_ && *old_cursor_ == key) {
    start_entry(old_cursor_, count_);  // the common case: the same row in the same place
    r_.scratch_->tape[row_at_] = key;
    return;
  }
  lookup(key);
}

/// Rows are no longer in their old order, or are new: from here on keys are looked up in a table.
void Renderer::Loop::lookup(std::uint64_t key) {
  if (!rows_->active) {
    rows_->start(old_count_ + count_);
    if (known_ && old_rows_ != nullptr) {
      const OldRows old(old_rows_);
      const std::uint64_t* row = old.first;
      for (std::uint32_t i = 0; i < old.count; ++i) {
        Rows::Slot& slot = rows_->insert(*row);
        slot.old = row;
        slot.from = i;
        slot.taken = i < count_;
        row += old.width_of(i) + 1;
      }
    }
  }
  Rows::Slot& slot = rows_->insert(key);
  if (slot.taken) {
    throw std::invalid_argument("a list in a template has two rows with an equal :key, the second at index " +
                                std::to_string(count_) + "; every row of a list needs a key of its own");
  }
  slot.taken = true;
  start_entry(slot.old, slot.from);
  r_.scratch_->tape[row_at_] = key;
}

void Renderer::Loop::start_entry(const std::uint64_t* old, std::uint32_t from) {
  r_.frame_ = &entry_;
  if (!r_.json_) return;
  if (from == Rows::none && known_ && !rows_->active && count_ < old_count_ && *old_cursor_ == count_) {
    old = old_cursor_;  // rows without a :key: the key is the index
    from = count_;
  }
  auto& tape = r_.scratch_->tape;
  row_at_ = tape.size();
  tape.push_back(count_);
  frame_.index = count_;
  entry_.from = old == nullptr ? count_ : from;
  entry_.opened = false;
  r_.full_ = old == nullptr;
  r_.old_ = old == nullptr ? nullptr : old + 1;
}

void Renderer::Loop::end_entry() {
  if (!r_.json_) {
    r_.out_ += frame_.statics->last();
    ++count_;
    return;
  }
  const bool is_new = r_.full_;
  const bool moved = entry_.from != count_;
  if (is_new && !entry_.opened) r_.open(entry_);
  if (entry_.opened) {
    r_.out_ += moved ? "}]" : "}";
    changed_ = true;
  } else if (moved) {
    if (!frame_.opened) r_.open(frame_);
    r_.comma();
    r_.out_ += '"';
    r_.append_index(count_);
    r_.out_ += "\":";
    r_.append_index(entry_.from);
    changed_ = true;
  }
  moved_ = moved_ || moved;
  if (stream_ != nullptr) {
    r_.scratch_->tape.resize(row_at_);  // nothing of it is remembered
  } else {
    rows_->widths.push_back(static_cast<std::uint32_t>(r_.scratch_->tape.size() - row_at_ - 1));
  }
  if (!is_new) old_cursor_ = r_.old_;
  ++count_;
}

void Renderer::Loop::end() {
  r_.frame_ = frame_.parent;
  if (!r_.json_) return;
  r_.full_ = frame_.was_full;
  r_.by_value_ = was_by_value_;
  --r_.scratch_->depth;
  if (stream_ != nullptr) {
    end_stream();
  } else if (known_) {
    // Of a list whose templates are another component's the client may have that one's rows.
    if (changed_ || count_ != old_count_ || (r_.full_ && !was_by_value_)) {
      if (!frame_.opened) r_.open(frame_);
      r_.comma();
      r_.out_ += "\"kc\":";
      r_.append_index(count_);
      if (moved_) r_.out_ += ",\"km\":true";
      r_.out_ += '}';
      if (r_.place_.cid && !was_by_value_) r_.write_shared();
      r_.out_ += '}';
    }
  } else if (count_ != 0) {
    r_.comma();
    r_.out_ += "\"kc\":";
    r_.append_index(count_);
    r_.out_ += '}';
    if (r_.place_.cid && !was_by_value_) r_.write_shared();
    r_.write_statics(*frame_.statics);
    r_.out_ += '}';
  } else if (!was_by_value_ || r_.full_ || held_something_) {
    r_.key();
    r_.out_ += "\"\"";
  }
  save();
}

/// What is to be put in and taken out, and where: the page itself is the memory of the list. Nothing of it is
/// known here but its template.
void Renderer::Loop::end_stream() {
  const bool anything = count_ != 0 || !stream_->deletes.empty() || stream_->reset;
  count_ = 0;
  if (known_ && !r_.full_ && !anything) return;
  if (!frame_.opened) r_.open(frame_);
  r_.comma();
  r_.out_ += "\"kc\":";
  r_.append_index(stream_->inserts.size());
  r_.out_ += '}';
  if (r_.place_.cid && !was_by_value_) r_.write_shared();
  if (!known_) r_.write_statics(*frame_.statics);
  r_.out_ += ",\"stream\":";
  write_json(r_.out_, *stream_);
  r_.out_ += '}';
}

/// Writes the list's words where they are kept: into the row around this list, or the view's Print.
void Renderer::Loop::save() {
  auto& tape = r_.scratch_->tape;
  const auto& widths = rows_->widths;
  const bool remembered = known_ || count_ != 0 || stream_ != nullptr;
  if (!remembered) {
    tape.resize(rows_at_);
  } else if (std::adjacent_find(widths.begin(), widths.end(), std::not_equal_to<>()) == widths.end()) {
    tape[rows_at_] = std::uint64_t{count_} << 32U | (widths.empty() ? 0 : widths.front());
  } else {
    tape[rows_at_] = std::uint64_t{count_} << 32U | Print::ragged;
    tape.insert(tape.begin() + static_cast<std::ptrdiff_t>(rows_at_) + 1, tape.size() - rows_at_ - 1);
    for (std::size_t i = 0; i < widths.size(); i += 2) {
      const std::uint64_t second = i + 1 < widths.size() ? widths[i + 1] : 0;
      tape.push_back(second << 32U | widths[i]);
    }
  }
  const std::size_t size = tape.size() - rows_at_;
  if (was_by_value_) {
    if (remembered) tape[header_] = std::uint64_t{frame_.statics->short_print()} << 32U | size;
    r_.old_ = old_end_;
    return;
  }
  if (remembered) {
    print_->fingerprint = frame_.statics->fingerprint;
    if (print_->tape_size != size) {
      print_->tape = std::make_unique_for_overwrite<std::uint64_t[]>(size);
      print_->tape_size = static_cast<std::uint32_t>(size);
    }
    std::copy(tape.begin() + static_cast<std::ptrdiff_t>(rows_at_), tape.end(), print_->tape.get());
  } else {
    print_->clear();
  }
  tape.resize(rows_at_);
}

}  // namespace anqa
