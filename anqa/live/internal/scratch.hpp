#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "anqa/live/renderer.hpp"

namespace anqa {

/// The keys of one list while it is rendered: where the client has the row of a key, and which keys were
/// taken.
struct Renderer::Loop::Rows {
  static constexpr std::uint32_t none = 0xffffffff;

  struct Slot {
    std::uint64_t key;
    const std::uint64_t* old;  ///< the row's words, null for a new row
    std::uint32_t from;        ///< its old index
    bool in_use;
    bool taken;
  };

  std::vector<Slot> slots;  ///< a power of two, open addressing
  std::size_t used = 0;
  bool active = false;
  std::vector<std::uint32_t> widths;  ///< words of each row rendered so far

  void start(std::size_t expected);
  Slot& find(std::uint64_t key);
  Slot& insert(std::uint64_t key);

 private:
  void grow();
};

/// Buffers that outlive a render, one set a thread, so that a diff of a thousand rows allocates nothing.
struct Renderer::Scratch {
  std::vector<std::uint64_t> tape;     ///< the rows being rendered, see Print
  std::vector<const Statics*> shared;  ///< the message's table of templates
  std::vector<std::unique_ptr<Loop::Rows>> rows;
  std::size_t depth = 0;  ///< loops open
  bool busy = false;

  Loop::Rows& enter_loop();
  void reset();
};

}  // namespace anqa
