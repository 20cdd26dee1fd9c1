#include "anqa/live/internal/scratch.hpp"
#include "anqa/live/renderer.hpp"

namespace anqa {

Renderer::Node::Node(Renderer& renderer, const Statics& statics)
    : r_(renderer),
      frame_{.parent = r_.frame_,
             .statics = &statics,
             .kind = r_.frame_ == nullptr ? Frame::Kind::root : Frame::Kind::node,
             .was_full = r_.full_},
      outer_print_(r_.print_) {
  const Frame* outer = r_.frame_;
  r_.frame_ = &frame_;
  if (!r_.json_) return;
  if (r_.by_value_) {
    header_ = r_.scratch_->tape.size();
    r_.scratch_->tape.push_back(0);
    if (!r_.full_) {
      const std::uint64_t held = *r_.old_++;
      old_end_ = r_.old_ + (held & 0xffffffffU);
      r_.full_ = held >> 32U != statics.short_print();
    }
    return;
  }
  Print& print = outer == nullptr ? *r_.print_ : r_.print_->kids[outer->kid];
  known_ = print.fingerprint == statics.fingerprint;
  if (!known_) {
    print.reset(statics);
    r_.full_ = true;
  } else if (outer == nullptr && r_.place_.templates_of != 0) {
    r_.full_ = true;  // the templates are another component's, the values are not
  }
  r_.print_ = &print;
  if (outer == nullptr) r_.open(frame_);
}

void Renderer::Node::end() {
  const Statics& statics = *frame_.statics;
  r_.frame_ = frame_.parent;
  if (!r_.json_) {
    r_.out_ += statics.last();
    return;
  }
  if (r_.full_) {
    if (!frame_.opened) r_.open(frame_);
    if (!known_) {
      r_.write_statics(statics);
      if (statics.root) r_.out_ += ",\"r\":1";
    } else if (frame_.kind == Frame::Kind::root) {
      r_.comma();
      r_.out_ += "\"s\":" + std::to_string(r_.place_.templates_of);
    }
  }
  if (frame_.opened && frame_.kind != Frame::Kind::root) r_.out_ += '}';
  if (r_.by_value_) {
    auto& tape = r_.scratch_->tape;
    tape[header_] = std::uint64_t{statics.short_print()} << 32U | (tape.size() - header_ - 1);
    r_.old_ = old_end_;
  }
  r_.full_ = frame_.was_full;
  r_.print_ = outer_print_;
}

}  // namespace anqa
