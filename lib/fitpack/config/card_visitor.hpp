#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace fitpack {

/// A key of a section and what it means.
struct Key {
  const char* name;
  const char* meaning;
};

enum class NumberRange { any, positive, non_negative };

/// Limits of an integer, both included.
struct IntegerRange {
  int min;
  int max;
};

/// Goes through the keys of a section together with the variables they belong to. One function
/// per section names its keys once; visitors read them from a card, write them to one, or list
/// them. The variables hold the defaults when reading starts.
class CardVisitor {
 public:
  using Section = std::function<void(CardVisitor&)>;
  virtual ~CardVisitor() = default;

  virtual void number(const Key& key, double& value, NumberRange range) = 0;
  /// A value that can be a number or the name of a parameter; an empty name: the number counts.
  virtual void number_or_parameter(const Key& key, double& value, std::string& parameter,
                                   NumberRange range) = 0;
  virtual void integer(const Key& key, int& value, IntegerRange range) = 0;
  virtual void flag(const Key& key, bool& value) = 0;
  virtual void text(const Key& key, std::string& value) = 0;
  virtual void texts(const Key& key, std::vector<std::string>& values) = 0;
  /// Exactly as many numbers as the span is long.
  virtual void numbers(const Key& key, std::span<double> values) = 0;
  virtual void word(const Key& key, std::span<const std::string> words, std::size_t& index) = 0;
  virtual void section(const Key& key, const Section& content) = 0;

  /// One of the enumerators 0, 1, 2, … by its word.
  template <class E>
  void choice(const Key& key, const std::vector<std::string>& words, E& value) {
    auto index = static_cast<std::size_t>(value);
    word(key, words, index);
    value = static_cast<E>(index);
  }
};

}  // namespace fitpack
