#include "anqa/dev/loop/board.hpp"

namespace anqa::dev {

void Board::handle_cast(const Pinned& pinned) {
  newest_ = pinned.json;
  for (const Pid reader : readers_) send(reader, pinned);
}

std::string Board::handle_call(const Join& join) {
  monitor(join.who);
  readers_.insert(join.who);
  return newest_;
}

}  // namespace anqa::dev
