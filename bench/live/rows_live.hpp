#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "anqa/live/live_view.hpp"

namespace bench {

struct Row {
  std::int64_t id = 0;
  std::string name;
  std::int64_t value = 0;
};

/// A table of 1,000 rows with keys, of which an event changes one, or all.
class RowsLive : public anqa::LiveView<RowsLive> {
 public:
  struct Assigns {
    std::vector<Row> rows;
  };
  static constexpr std::int64_t count = 1000;

  void mount(Socket& socket);
  void handle_event(Event<"one">, Socket& socket);
  void handle_event(Event<"all">, Socket& socket);

 private:
  std::int64_t changes_ = 0;
};

}  // namespace bench
