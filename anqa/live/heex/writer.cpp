#include "anqa/live/heex/writer.hpp"

#include <algorithm>

namespace anqa::heex {

Writer& Writer::own(std::string_view code) {
  out_ += code;
  lines_ += static_cast<std::size_t>(std::count(code.begin(), code.end(), '\n'));
  return *this;
}

Writer& Writer::at(Offset place, std::string_view text) {
  const Place found = source_.place(place);
  own("\n#line " + std::to_string(found.line) + " " + quoted(source_.path) + "\n");
  own(std::string(found.column - 1, ' '));
  in_template_ = true;
  return own(text);
}

Writer& Writer::code(const Code& code) {
  for (const Piece& piece : code) {
    if (piece.at) {
      at(*piece.at, piece.text);
    } else {
      own(piece.text);
    }
  }
  return *this;
}

Writer& Writer::line() {
  own("\n");
  if (!in_template_) return *this;
  in_template_ = false;
  return own("#line " + std::to_string(lines_ + 1) + " " + quoted(own_path_) + "\n");
}

}  // namespace anqa::heex
