#include "anqa/live/renderer.hpp"

#include <bit>
#include <charconv>
#include <utility>

#include "anqa/live/internal/scratch.hpp"

namespace anqa {

namespace {

std::string_view digits_of(auto number, char (&buffer)[32]) {
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, number).ptr;
  return {buffer, end};
}

constexpr std::uint64_t hash_of_absence = 0x9e3779b97f4a7c15;
constexpr std::uint64_t hash_of_presence = 0xd1b54a32d192ed03;

}  // namespace

Renderer::Renderer(std::string& out, Print& client) : out_(out), json_(true), print_(&client) {
  static thread_local Scratch of_this_thread;
  scratch_ = of_this_thread.busy ? new Scratch : &of_this_thread;
  scratch_->busy = &of_this_thread == scratch_;
}

Renderer::Renderer(std::string& out, Print& client, Place place) : Renderer(out, client) { place_ = place; }

Renderer::~Renderer() {
  if (scratch_ == nullptr) return;
  if (!scratch_->busy) {
    delete scratch_;
  } else {
    scratch_->reset();
    scratch_->busy = false;
  }
}

bool Renderer::wants(unsigned index, bool changed, unsigned kid) {
  frame_->index = index;
  frame_->kid = kid;
  if (!json_) {
    out_ += frame_->statics->parts[index];
    return true;
  }
  return full_ || by_value_ || changed;
}

void Renderer::comma() {
  if (out_.back() != '{') out_ += ',';
}

void Renderer::append_index(std::uint64_t index) {
  char buffer[32];
  out_ += digits_of(index, buffer);
}

/// Writes the key of the frame's dynamic, and first whatever of the frames around it is not yet written:
/// nothing of a node appears in a diff before something within it has changed.
void Renderer::key() {
  if (!frame_->opened) open(*frame_);
  comma();
  out_ += '"';
  append_index(frame_->index);
  out_ += "\":";
}

void Renderer::open(Frame& frame) {
  frame.opened = true;
  switch (frame.kind) {
    case Frame::Kind::root:
      out_ += '{';
      return;
    case Frame::Kind::node:
    case Frame::Kind::loop: {
      Frame* const innermost = frame_;
      frame_ = frame.parent;
      key();
      frame_ = innermost;
      out_ += frame.kind == Frame::Kind::node ? "{" : R"({"k":{)";
      return;
    }
    case Frame::Kind::entry:
      if (!frame.parent->opened) open(*frame.parent);
      comma();
      out_ += '"';
      append_index(frame.parent->index);
      out_ += "\":";
      if (frame.from != frame.parent->index) {  // the row moved
        out_ += '[';
        append_index(frame.from);
        out_ += ',';
      }
      out_ += '{';
      return;
  }
}

bool Renderer::keep(std::uint64_t hash) {
  if (!by_value_) return !remembered_ || keep_remembered(hash);
  scratch_->tape.push_back(hash);
  return full_ || *old_++ != hash;
}

bool Renderer::keep_remembered(std::uint64_t hash) {
  const auto parts = static_cast<std::uint32_t>(frame_->statics->count);
  if (print_->tape == nullptr) {
    print_->tape = std::make_unique<std::uint64_t[]>(parts);
    print_->tape_size = parts;
  }
  return std::exchange(print_->tape[frame_->index], hash) != hash || full_;
}

std::uint32_t Renderer::share(const Statics& statics) {
  auto& shared = scratch_->shared;
  for (std::size_t i = 0; i < shared.size(); ++i) {
    if (shared[i] == &statics || shared[i]->fingerprint == statics.fingerprint) {
      return static_cast<std::uint32_t>(i);
    }
  }
  shared.push_back(&statics);
  return static_cast<std::uint32_t>(shared.size() - 1);
}

/// The templates of one message stand in a table at its root. Those of a live component do not: another one
/// may be told to take them over, whatever the message. A list within it has a table of its own for what its
/// rows repeat.
void Renderer::write_statics(const Statics& statics) {
  comma();
  out_ += "\"s\":";
  if (place_.cid && !by_value_) {
    out_ += statics.json;
  } else {
    append_index(share(statics));
  }
}

void Renderer::write_shared() {
  auto& shared = scratch_->shared;
  if (shared.empty()) return;
  comma();
  out_ += R"("p":{)";
  for (std::size_t i = 0; i < shared.size(); ++i) {
    if (i != 0) out_ += ',';
    out_ += '"';
    append_index(i);
    out_ += "\":";
    out_ += shared[i]->json;
  }
  out_ += '}';
  shared.clear();
}

void Renderer::put(std::string_view text) {
  if (!json_) {
    detail::append_html(out_, text);
  } else if (keep(detail::hash_bytes(text))) {
    key();
    out_ += '"';
    detail::append_json_html(out_, text);
    out_ += '"';
  }
}

/// A number; `bits` tell it from all others of its type. Its digits are made only if they are sent.
template <class Number>
void Renderer::put_number(std::uint64_t bits, Number number) {
  char buffer[32];
  if (!json_) {
    out_ += digits_of(number, buffer);
  } else if (keep(detail::hash_word(bits))) {
    key();
    out_ += '"';
    out_ += digits_of(number, buffer);
    out_ += '"';
  }
}

void Renderer::put(std::int64_t number) { put_number(static_cast<std::uint64_t>(number), number); }
void Renderer::put(std::uint64_t number) { put_number(number, number); }
void Renderer::put(double number) { put_number(std::bit_cast<std::uint64_t>(number), number); }

void Renderer::put(Raw html) {
  if (!json_) {
    out_ += html.html;
  } else if (keep(detail::hash_bytes(html.html))) {
    key();
    out_ += '"';
    detail::append_json(out_, html.html);
    out_ += '"';
  }
}

void Renderer::put_attribute(std::string_view open, std::string_view value) {
  if (!json_) {
    out_ += open;
    detail::append_html(out_, value);
    out_ += '"';
  } else if (keep(detail::hash_bytes(value))) {
    key();
    out_ += '"';
    detail::append_json(out_, open);
    detail::append_json_html(out_, value);
    out_ += "\\\"\"";
  }
}

void Renderer::put_attribute(std::string_view open, bool present) {
  const std::string_view name = present ? open.substr(0, open.size() - 2) : std::string_view();
  if (!json_) {
    out_ += name;
  } else if (keep(present ? hash_of_presence : hash_of_absence)) {
    key();
    out_ += '"';
    out_ += name;
    out_ += '"';
  }
}

void Renderer::put_attribute(std::string_view open, std::int64_t number) {
  char buffer[32];
  put_attribute(open, digits_of(number, buffer));
}

void Renderer::put_attribute(std::string_view open, std::uint64_t number) {
  char buffer[32];
  put_attribute(open, digits_of(number, buffer));
}

void Renderer::put_attribute(std::string_view open, double number) {
  char buffer[32];
  put_attribute(open, digits_of(number, buffer));
}

void Renderer::put_url(std::string_view open, std::string_view value) {
  put_attribute(open, detail::is_script_url(value) ? std::string_view("about:blank") : value);
}

void Renderer::nothing() {
  if (!json_) return;
  if (!by_value_) {
    print_->kids[frame_->kid].clear();
  } else {
    scratch_->tape.push_back(0);
    if (!full_) {
      const std::uint64_t held = *old_++;
      old_ += held & 0xffffffffU;
      if (held == 0) return;
    }
  }
  key();
  out_ += "\"\"";
}

bool Renderer::finish() {
  if (!json_) return true;
  write_shared();
  return out_.back() != '{';
}

namespace detail {

void append_text(std::string& out, std::string_view text) { out += text; }
void append_text(std::string& out, std::int64_t number) {
  char buffer[32];
  out += digits_of(number, buffer);
}
void append_text(std::string& out, std::uint64_t number) {
  char buffer[32];
  out += digits_of(number, buffer);
}
void append_text(std::string& out, double number) {
  char buffer[32];
  out += digits_of(number, buffer);
}

}  // namespace detail
}  // namespace anqa
