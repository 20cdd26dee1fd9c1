#include <charconv>

#include "anqa/term/internal/decimal.hpp"
#include "anqa/term/term.hpp"

namespace anqa {
namespace {

class Inspector {
 public:
  Inspector(std::string& out, std::size_t limit) : out_(out), limit_(limit) {}

  void write(const Term& term) {
    if (full()) return;
    switch (term.kind()) {
      case Term::Kind::nil:
        out_ += "nil";
        break;
      case Term::Kind::boolean:
        out_ += *term.as_bool() ? "true" : "false";
        break;
      case Term::Kind::atom:
        (out_ += ':') += *term.as_atom();
        break;
      case Term::Kind::integer:
        out_ += std::to_string(*term.as_integer());
        break;
      case Term::Kind::bignum:
        out_ += detail::decimal(term.as_bignum()->first, term.as_bignum()->second);
        break;
      case Term::Kind::floating:
        real(*term.as_double());
        break;
      case Term::Kind::binary:
        text(*term.as_binary());
        break;
      case Term::Kind::list:
        sequence('[', term, ']');
        break;
      case Term::Kind::tuple:
        sequence('{', term, '}');
        break;
      case Term::Kind::map:
        map(term);
        break;
      case Term::Kind::pid:
        pid(*term.as_pid());
        break;
      case Term::Kind::port:
        (out_ += "#Port<") += std::to_string(term.as_port()->id) + ">";
        break;
      case Term::Kind::reference:
        reference(*term.as_reference());
        break;
    }
  }

  [[nodiscard]] bool full() const { return out_.size() >= limit_; }

 private:
  void real(double value) {
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    const std::string_view digits(buffer, static_cast<std::size_t>(end - buffer));
    out_ += digits;
    if (digits.find_first_of(".en") == std::string_view::npos) out_ += ".0";
  }

  void text(std::string_view value) {
    static constexpr char hex[] = "0123456789ABCDEF";
    out_ += '"';
    for (const char c : value) {
      if (full()) return;
      const auto byte = static_cast<unsigned char>(c);
      if (c == '"' || c == '\\') {
        (out_ += '\\') += c;
      } else if (c == '\n') {
        out_ += "\\n";
      } else if (byte < 0x20 || byte == 0x7f) {
        ((out_ += "\\x") += hex[byte >> 4]) += hex[byte & 15];
      } else {
        out_ += c;
      }
    }
    out_ += '"';
  }

  void sequence(char open, const Term& term, char close) {
    out_ += open;
    const char* separator = "";
    for (const Term& item : term.items()) {
      if (full()) return;
      out_ += separator;
      write(item);
      separator = ", ";
    }
    if (const Term* tail = term.tail()) out_ += " | ", write(*tail);
    out_ += close;
  }

  void map(const Term& term) {
    out_ += "%{";
    const char* separator = "";
    for (const auto& [key, value] : term.entries()) {
      if (full()) return;
      out_ += separator;
      write(key);
      out_ += " => ";
      write(value);
      separator = ", ";
    }
    out_ += '}';
  }

  void pid(const ExternalPid& pid) {
    out_ += "#PID<" + pid.node + "." + std::to_string(pid.id) + "." + std::to_string(pid.serial) + ">";
  }

  void reference(const ExternalReference& reference) {
    out_ += "#Reference<" + reference.node;
    for (const std::uint32_t word : reference.words) (out_ += '.') += std::to_string(word);
    out_ += '>';
  }

  std::string& out_;
  std::size_t limit_;
};

}  // namespace

std::string inspect(const Term& term, std::size_t limit) {
  std::string out;
  Inspector inspector(out, limit);
  inspector.write(term);
  if (inspector.full()) {
    out.resize(limit);
    out += "…";
  }
  return out;
}

}  // namespace anqa
